// signature: fn divide<'a>(a: i32, b: i32) -> Option<(Option<i32>, Option<i32>)>
// shape: block
if b == 0 { return Ok(None) }
Ok(Some((Some(a / b), Some(a % b))))
