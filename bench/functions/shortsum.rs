// size: 3000000
// Adds 5 to 17 integers, n times.
use std::hint::black_box;
#[inline(never)]
fn sum(values: &[i64]) -> i64 {
    values.iter().fold(0, |sum, value| sum.wrapping_add(*value))
}
let values: Vec<i64> = black_box((0..4096).collect());
let mut total = 0;
for i in 0..n {
    let k = (i % 13) as usize;
    total = sum(black_box(&values[k..k + 5 + k])).wrapping_add(total);
}
Ok(Some(total))
