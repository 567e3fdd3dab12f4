// expect: ok Unsupported Unsupported Unsupported false
use std::fs;
let read = fs::read("/etc/passwd").unwrap_err();
let create = fs::File::create("x").unwrap_err();
let list = fs::read_dir("/").map(|_| ()).unwrap_err();
let exists = std::path::Path::new("/etc/passwd").exists();
Ok(Some(format!("{:?} {:?} {:?} {exists}", read.kind(), create.kind(), list.kind())))
