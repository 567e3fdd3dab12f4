// attack: sort by an order that lies
// timeout: 300ms
// expect: error 57014 or returns .* or error 38000
let mut v: Vec<u32> = (0..3_000_000).collect(); let mut s = 1u32; loop { v.sort_by(|_, _| { s = s.wrapping_mul(1664525).wrapping_add(1013904223); if s >> 31 == 0 { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater } }); }
