// attack: state of one role seen by another
// expect: returns ^1$
use std::sync::atomic::*; static N: AtomicU64 = AtomicU64::new(0); Ok(Some((N.fetch_add(1, Ordering::SeqCst) + 1).to_string()))
