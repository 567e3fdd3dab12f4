// attack: small pieces for ever
// expect: error 53200 or error 38000
let mut v = Vec::new(); loop { v.push(Box::new([1u8; 100])); }
