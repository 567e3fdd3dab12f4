// expect: ok Unsupported custom operation successful
use std::io::{Error, ErrorKind};
let unsupported = Error::from(ErrorKind::Unsupported);
let custom = Error::other("custom");
let code = Error::from_raw_os_error(2);
Ok(Some(format!("{:?} {custom} {}", unsupported.kind(), code.to_string().split(" (").next().unwrap())))
