// expect: panic one-time initialization may not be performed recursively
static LAZY: std::sync::LazyLock<i32> = std::sync::LazyLock::new(|| *LAZY + 1);
Ok(Some(LAZY.to_string()))
