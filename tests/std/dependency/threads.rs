// expect: ok Unsupported Unsupported
use std::thread;
let spawn = thread::Builder::new().spawn(|| {}).map(|_| ()).unwrap_err();
let count = thread::available_parallelism().map(|_| ()).unwrap_err();
thread::yield_now();
thread::scope(|_| {});
Ok(Some(format!("{:?} {:?}", spawn.kind(), if count.to_string().is_empty() { count.kind() } else { spawn.kind() })))
