// attack: division by zero
// expect: error 38000
Ok(Some((1 / std::hint::black_box(0)).to_string()))
