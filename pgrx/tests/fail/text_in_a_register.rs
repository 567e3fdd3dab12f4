// signature: fn f<'a>(s: &'a str) -> Option<i32>
// shape: registers
// expect: does not arrive in a register
Ok(None)
