// signature: fn f<'a>(n: u64) -> Option<i32>
// shape: block
// expect: PL/Rust cannot pass an argument as `u64`
Ok(None)
