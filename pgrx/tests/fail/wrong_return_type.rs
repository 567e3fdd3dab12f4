// signature: fn f<'a>(n: i32) -> Option<i32>
// expect: mismatched types
Ok(Some("text"))
