// attack: start a thread in a scope
// expect: refused
std::thread::scope(|s| { s.spawn(|| loop {}); }); Ok(None)
