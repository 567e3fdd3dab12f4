// expect: ok 300 25000000
// Of many sizes, so that few can be used again: more than the memory limit in all, if blocks of 1 MiB and more were
// not given back.
use std::hint::black_box;
let mut total = 0u64;
for round in 0..300usize {
    let block = black_box(vec![1u8; (3 << 20) + (round << 14)]);
    total += u64::from(block[round] & block[block.len() - 1]);
}
let mut grown: Vec<u64> = Vec::new();
for number in 0..3_125_000 {
    grown.push(number);
}
Ok(Some(format!("{total} {}", black_box(grown).len() * 8)))
