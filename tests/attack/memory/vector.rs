// attack: a vector larger than memory
// expect: error 53200 or error 38000
let v: Vec<u8> = std::hint::black_box(vec![1u8; 1 << 46]); Ok(Some(v.len().to_string()))
