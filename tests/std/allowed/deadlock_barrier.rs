// expect: panic deadlock: waiting on a condition variable
let barrier = std::sync::Barrier::new(2);
barrier.wait();
Ok(None)
