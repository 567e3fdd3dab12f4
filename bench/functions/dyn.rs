// size: 20000000
// n calls through three boxed closures.
use std::hint::black_box;
#[inline(never)]
fn apply(functions: &[Box<dyn Fn(u64) -> u64>], n: u64) -> u64 {
    let mut value = 1;
    for i in 0..n {
        value = functions[(i % functions.len() as u64) as usize](value);
    }
    value
}
let k = black_box(3u64);
let functions: Vec<Box<dyn Fn(u64) -> u64>> =
    vec![Box::new(move |x| x.wrapping_mul(k)), Box::new(move |x| x ^ k), Box::new(|x| x.rotate_left(5))];
// The number of functions must not be known where they are called, in no variant.
Ok(Some((apply(black_box(&functions), black_box(n as u64)) >> 1) as i64))
