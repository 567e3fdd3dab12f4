// attack: the division that traps
// expect: error 38000
Ok(Some((i32::MIN / std::hint::black_box(-1)).to_string()))
