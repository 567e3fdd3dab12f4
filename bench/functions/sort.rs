// size: 400000
// Sorts random integers and takes the median.
// c: another algorithm
#[inline(never)]
fn median(n: usize) -> u64 {
    let mut state = 12345u64;
    let mut values: Vec<u64> = (0..n)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        })
        .collect();
    values.sort();
    values[n / 2]
}
Ok(Some((median(n as usize) >> 1) as i64))
