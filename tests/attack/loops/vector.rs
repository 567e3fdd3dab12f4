// attack: loop of vector instructions
// timeout: 300ms
// expect: error 57014
let mut v = [1.5f32; 64]; loop { for x in &mut v { *x = *x * 1.01 + 0.5; } std::hint::black_box(&v); }
