// attack: grow for ever
// expect: error 53200 or error 38000
let mut v = Vec::new(); loop { v.push(std::hint::black_box(1u64)); }
