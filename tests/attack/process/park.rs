// attack: wait for ever
// expect: refused
std::thread::park(); Ok(None)
