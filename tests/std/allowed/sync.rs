// expect: ok 1 2 3 4 true
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, RwLock, mpsc};
static LAZY: LazyLock<String> = LazyLock::new(|| "1".to_string());
static ONCE: OnceLock<u32> = OnceLock::new();
static COUNT: AtomicU32 = AtomicU32::new(2);
let shared = Arc::new(Mutex::new(1));
*shared.lock().unwrap() += 1;
let lock = RwLock::new(1);
let both = (lock.read().unwrap(), lock.read().unwrap());
let (sender, receiver) = mpsc::channel();
sender.send(4)?;
let free = shared.try_lock().is_ok();
let count = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
Ok(Some(format!(
    "{} {} {count} {} {}",
    *LAZY,
    shared.lock().unwrap(),
    receiver.recv()?,
    *both.0 == *both.1 && *ONCE.get_or_init(|| 5) == 5 && free,
)))
