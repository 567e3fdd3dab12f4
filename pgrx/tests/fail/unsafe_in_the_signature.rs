// signature: fn f<'a>(n: [u8; unsafe { 3 }]) -> Option<i32>
// expect: usage of an `unsafe` block
Ok(None)
