// attack: wait for a message that nobody sends
// timeout: 300ms
// expect: error 38000 or error 57014 or error 22000
let (s, r) = std::sync::mpsc::channel::<u8>(); let x = r.recv(); drop(s); Ok(Some(x?.to_string()))
