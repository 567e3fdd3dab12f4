// expect: ok Unsupported Unsupported Unsupported Unsupported
use std::io::{Read, Write};
let mut text = String::new();
let read = std::io::stdin().read_to_string(&mut text).unwrap_err();
let line = std::io::stdin().read_line(&mut text).unwrap_err();
let write = std::io::stdout().write_all(b"x").unwrap_err();
let error = std::io::stderr().write_all(b"x").unwrap_err();
Ok(Some(format!("{:?} {:?} {:?} {:?}", read.kind(), line.kind(), write.kind(), error.kind())))
