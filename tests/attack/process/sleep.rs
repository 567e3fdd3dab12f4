// attack: sleep without looking at cancels
// expect: refused
std::thread::sleep(std::time::Duration::from_secs(3600)); Ok(None)
