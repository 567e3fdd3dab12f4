// size: 200000
// Formats two numbers, n times.
#[inline(never)]
fn lengths(n: u32) -> usize {
    (0..n).map(|i| format!("{}-{}", i, i * 3).len()).sum()
}
Ok(Some(lengths(n as u32) as i64))
