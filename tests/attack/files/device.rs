// attack: read a device
// expect: refused
use std::io::Read; let mut b = [0; 8]; std::fs::File::open("/dev/urandom")?.read_exact(&mut b)?; Ok(None)
