// expect: ok Unsupported Unsupported
use std::process::Command;
let spawn = Command::new("true").spawn().map(|_| ()).unwrap_err();
let output = Command::new("true").output().unwrap_err();
Ok(Some(format!("{:?} {:?}", spawn.kind(), output.kind())))
