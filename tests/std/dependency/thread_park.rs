// expect: panic deadlock: parked
std::thread::current().unpark();
std::thread::park();
std::thread::park();
Ok(None)
