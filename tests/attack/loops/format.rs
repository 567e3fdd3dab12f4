// attack: loop that formats
// timeout: 300ms
// expect: error 57014
let mut n = 0u64; loop { n += std::hint::black_box(format!("{n:?}")).len() as u64; }
