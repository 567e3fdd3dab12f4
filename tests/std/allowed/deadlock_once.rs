// expect: panic one-time initialization may not be performed recursively
static ONCE: std::sync::Once = std::sync::Once::new();
ONCE.call_once(|| ONCE.call_once(|| {}));
Ok(None)
