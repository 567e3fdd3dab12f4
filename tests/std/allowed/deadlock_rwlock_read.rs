// expect: panic deadlock: the lock is already held for writing
let lock = std::sync::RwLock::new(1);
let mut held = lock.write().unwrap();
*held = *lock.read().unwrap() + 1;
Ok(None)
