// expect: ok true false
let current = std::thread::current();
current.unpark();
Ok(Some(format!("{} {}", current.id() == std::thread::current().id(), std::thread::panicking())))
