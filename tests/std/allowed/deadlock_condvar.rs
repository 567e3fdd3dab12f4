// expect: panic deadlock: waiting on a condition variable
let (mutex, condition) = (std::sync::Mutex::new(()), std::sync::Condvar::new());
let guard = condition.wait(mutex.lock().unwrap());
Ok(Some(guard.is_ok().to_string()))
