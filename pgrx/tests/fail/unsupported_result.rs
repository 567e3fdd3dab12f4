// signature: fn f<'a>() -> Option<std::time::Duration>
// expect: PL/Rust cannot return `Duration`
Ok(None)
