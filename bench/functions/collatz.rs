// size: 150000
// small: 3000
// The longest Collatz sequence that starts below n.
#[inline(never)]
fn collatz(n: u64) -> u64 {
    let mut longest = 0;
    for start in 1..n {
        let mut value = start;
        let mut length = 0;
        while value != 1 {
            value = if value % 2 == 0 { value / 2 } else { 3 * value + 1 };
            length += 1;
        }
        longest = longest.max(length);
    }
    longest
}
Ok(Some(collatz(n as u64) as i64))
