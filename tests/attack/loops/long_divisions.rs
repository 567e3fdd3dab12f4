// attack: slow divisions
// timeout: 300ms
// expect: error 57014
let mut x = u128::MAX; loop { x = std::hint::black_box(x / std::hint::black_box(3)) | 1 << 127; }
