// attack: connect to the server's network
// expect: refused
std::net::TcpStream::connect("127.0.0.1:22")?; Ok(None)
