// size: 2500
// The dot product of two vectors of 4096 floats, n times.
use std::hint::black_box;
#[inline(never)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (x, y)| sum + x * y)
}
let values: Vec<f64> = (0..4096).map(f64::from).collect();
let mut total = 0.0;
for _ in 0..n {
    total += dot(black_box(&values), black_box(&values));
}
Ok(Some(total as i64))
