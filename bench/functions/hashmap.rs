// size: 400000
// Counts random keys in a hash map.
// c: another algorithm
use std::collections::HashMap;
#[inline(never)]
fn most_frequent(n: u64) -> u64 {
    let mut counts: HashMap<u64, u64> = HashMap::new();
    let mut state = 88172645463325252u64;
    for _ in 0..n {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *counts.entry(state % (n / 2)).or_insert(0) += 1;
    }
    counts.values().copied().max().unwrap_or(0)
}
Ok(Some(most_frequent(n as u64) as i64))
