// expect: ok true true true
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
let start = Instant::now();
let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH)?;
let elapsed = start.elapsed();
Ok(Some(format!(
    "{} {} {}",
    since_epoch > Duration::from_secs(1_700_000_000),
    elapsed < Duration::from_secs(3600),
    Instant::now() >= start,
)))
