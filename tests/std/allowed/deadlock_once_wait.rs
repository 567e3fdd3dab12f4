// expect: panic deadlock: waiting for an initialization
static ONCE: std::sync::Once = std::sync::Once::new();
ONCE.wait();
Ok(None)
