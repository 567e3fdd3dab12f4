// expect: panic deadlock: waiting on a condition variable
let (mutex, condition) = (std::sync::Mutex::new(()), std::sync::Condvar::new());
let timeout = std::time::Duration::MAX;
let guard = condition.wait_timeout_while(mutex.lock().unwrap(), timeout, |_| true);
Ok(Some(guard.is_ok().to_string()))
