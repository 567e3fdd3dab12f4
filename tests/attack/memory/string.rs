// attack: a string that doubles
// expect: error 53200 or error 38000
let mut s = String::from("x"); loop { s = s.repeat(2); std::hint::black_box(&s); }
