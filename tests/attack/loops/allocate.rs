// attack: loop that allocates and frees
// timeout: 300ms
// expect: error 57014
loop { std::hint::black_box(vec![1u8; 1000]); }
