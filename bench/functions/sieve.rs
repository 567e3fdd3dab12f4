// size: 4000000
// small: 100000
// Counts the primes up to n.
#[inline(never)]
fn sieve(n: usize) -> usize {
    let mut prime = vec![true; n + 1];
    prime[0] = false;
    prime[1] = false;
    let mut i = 2;
    while i * i <= n {
        if prime[i] {
            let mut j = i * i;
            while j <= n {
                prime[j] = false;
                j += i;
            }
        }
        i += 1;
    }
    prime.iter().filter(|prime| **prime).count()
}
Ok(Some(sieve(n as usize) as i64))
