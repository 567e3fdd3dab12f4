// signature: fn f<'a>(n: i32) -> Option<i32>
// expect: usage of an `unsafe` block
Ok(Some(unsafe { *(n as usize as *const i32) }))
