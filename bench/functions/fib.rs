// size: 35
// small: 22
// Fibonacci's numbers, doubly recursive.
#[inline(never)]
fn fib(n: i64) -> i64 {
    if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}
Ok(Some(fib(n)))
