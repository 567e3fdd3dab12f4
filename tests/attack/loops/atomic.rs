// attack: wait for a flag that nobody sets
// timeout: 300ms
// expect: error 57014
use std::sync::atomic::*; static FLAG: AtomicBool = AtomicBool::new(false); while !FLAG.load(Ordering::SeqCst) { std::hint::spin_loop() } Ok(None)
