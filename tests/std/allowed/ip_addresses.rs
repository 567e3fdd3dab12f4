// expect: ok 127.0.0.1 true [::1]:5432 10.0.0.1
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
let address: IpAddr = "127.0.0.1".parse()?;
let socket: SocketAddr = "[::1]:5432".parse()?;
Ok(Some(format!("{address} {} {socket} {}", address.is_loopback(), Ipv4Addr::new(10, 0, 0, 1))))
