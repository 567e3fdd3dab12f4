// expect: panic deadlock: the mutex is already locked
let mutex = std::sync::Mutex::new(1);
let held = mutex.lock().unwrap();
let sum = *held + *mutex.lock().unwrap();
Ok(Some(sum.to_string()))
