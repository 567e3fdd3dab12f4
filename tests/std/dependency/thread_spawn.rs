// expect: panic failed to spawn thread
std::thread::spawn(|| {});
Ok(None)
