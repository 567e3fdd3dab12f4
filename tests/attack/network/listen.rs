// attack: listen
// expect: refused
std::net::TcpListener::bind("0.0.0.0:0")?; Ok(None)
