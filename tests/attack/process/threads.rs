// attack: start a thread
// expect: refused
std::thread::spawn(|| loop {}); Ok(None)
