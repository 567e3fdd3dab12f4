// expect: ok Unsupported Unsupported Unsupported Unsupported
use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
let connect = TcpStream::connect("127.0.0.1:5432").unwrap_err();
let listen = TcpListener::bind("127.0.0.1:0").unwrap_err();
let udp = UdpSocket::bind("127.0.0.1:0").unwrap_err();
let lookup = "localhost:1".to_socket_addrs().map(|_| ()).unwrap_err();
Ok(Some(format!("{:?} {:?} {:?} {:?}", connect.kind(), listen.kind(), udp.kind(), lookup.kind())))
