// size: 8000
// Finds a byte at position 8000, n times.
use std::hint::black_box;
#[inline(never)]
fn position(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte == 7).unwrap_or(0)
}
let mut bytes = vec![1u8; 8192];
bytes[8000] = 7;
let mut total = 0;
for _ in 0..n {
    total += position(black_box(&bytes));
}
Ok(Some(total as i64))
