// attack: an index out of range
// expect: error 38000
let v = vec![1]; Ok(Some(v[std::hint::black_box(7)].to_string()))
