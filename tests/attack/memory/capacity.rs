// attack: a capacity that overflows
// expect: error 38000 or error 53200
let v: Vec<u64> = Vec::with_capacity(usize::MAX / 8 + 1); Ok(Some(v.len().to_string()))
