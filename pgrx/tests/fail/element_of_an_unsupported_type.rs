// signature: fn f<'a>(a: Array<'a, u64>) -> Option<i32>
// shape: block
// expect: PL/Rust cannot read an element or a field as `u64`
Ok(None)
