use std::net::{TcpListener, UdpSocket};
let _ = std::net::TcpStream::connect("127.0.0.1:5432");
use std::net::ToSocketAddrs;
Ok(None)
