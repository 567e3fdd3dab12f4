// signature: fn increment<'a>(n: i32) -> Option<i32>
// shape: registers
// instructions: 11
Ok(Some(n.wrapping_add(1)))
