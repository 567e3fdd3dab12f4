// attack: wait for a lock that this thread holds
// timeout: 300ms
// expect: error 38000 or error 57014
use std::sync::Mutex; let m = Mutex::new(1); let a = m.lock().unwrap(); let b = m.lock().unwrap(); Ok(Some((*a + *b).to_string()))
