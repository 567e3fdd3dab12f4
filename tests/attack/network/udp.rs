// attack: send a datagram
// expect: refused
std::net::UdpSocket::bind("0.0.0.0:0")?; Ok(None)
