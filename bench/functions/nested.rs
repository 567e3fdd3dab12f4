// size: 240
// small: 40
// Three nested loops of n.
#[inline(never)]
fn nested(n: u64) -> u64 {
    let mut state = 0u64;
    for i in 0..n {
        for j in 0..n {
            for k in 0..n {
                state = (state ^ i.wrapping_mul(j) ^ (k << 3)) % 1_000_003 + 1;
            }
        }
    }
    state
}
Ok(Some(nested(n as u64) as i64))
