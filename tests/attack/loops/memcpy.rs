// attack: loop that copies megabytes
// timeout: 300ms
// expect: error 57014
let a = vec![1u8; 8 << 20]; let mut b = vec![0u8; 8 << 20]; loop { b.copy_from_slice(&a); std::hint::black_box(&b); }
