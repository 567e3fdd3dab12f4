// size: 6000
// Adds 4096 integers, n times.
use std::hint::black_box;
#[inline(never)]
fn sum(values: &[i64]) -> i64 {
    values.iter().fold(0, |sum, value| sum.wrapping_add(*value))
}
let mut values = vec![0; 8192];
// From a page's start on, so that no variant is lucky with its alignment.
let start = values.as_ptr().align_offset(4096);
let values = &mut values[start..start + 4096];
for (value, number) in values.iter_mut().zip(0..) {
    *value = number;
}
let mut total = 0;
for _ in 0..n {
    total = sum(black_box(values)).wrapping_add(total);
}
Ok(Some(total))
