// expect: panic deadlock: the lock is already held
let lock = std::sync::RwLock::new(1);
let held = lock.read().unwrap();
*lock.write().unwrap() = *held + 1;
Ok(None)
