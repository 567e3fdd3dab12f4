// expect: panic index out of bounds: the len is 3 but the index is 7
let values = vec![1, 2, 3];
Ok(Some(values[std::hint::black_box(7)].to_string()))
