// signature: fn answer<'a>() -> Option<i64>
// shape: registers
// instructions: 4
Ok(Some(42))
