// signature: fn answer<'a>() -> Option<i64>
// shape: registers
// instructions: 10
Ok(Some(42))
