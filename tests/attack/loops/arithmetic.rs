// attack: loop that computes
// timeout: 300ms
// expect: error 57014
let mut x = 1u64; loop { x = std::hint::black_box(x.wrapping_mul(3)); }
