// expect: panic deadlock: waiting for an initialization
// rust: 1.86
static ONCE: std::sync::Once = std::sync::Once::new();
ONCE.wait();
Ok(None)
