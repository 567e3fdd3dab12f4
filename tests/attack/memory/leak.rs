// attack: leak for ever
// expect: error 53200 or error 38000
loop { std::mem::forget(std::hint::black_box(vec![1u8; 1 << 16])); }
