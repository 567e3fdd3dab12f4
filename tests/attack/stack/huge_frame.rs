// attack: one frame larger than the stack
// expect: error 54001 or refused
let a = std::hint::black_box([1u8; 64 << 20]); Ok(Some(a[12345].to_string()))
