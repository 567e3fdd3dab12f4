use std::thread;
thread::spawn(|| {});
thread::scope(|_| {});
let builder = thread::Builder::new();
let _ = thread::available_parallelism()?;
thread::park();
thread::park_timeout(std::time::Duration::ZERO);
thread::park_timeout_ms(0);
thread::yield_now();
Ok(None)
