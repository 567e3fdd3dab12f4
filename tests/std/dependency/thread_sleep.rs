// expect: panic sleeping is not supported
std::thread::sleep(std::time::Duration::from_millis(1));
Ok(None)
