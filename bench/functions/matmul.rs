// size: 300
// The product of two n x n matrices.
#[inline(never)]
fn product(n: usize) -> f64 {
    let a: Vec<f64> = (0..n * n).map(|i| i as f64).collect();
    let b = a.clone();
    let mut c = vec![0.0; n * n];
    for i in 0..n {
        for k in 0..n {
            let x = a[i * n + k];
            for (c, b) in c[i * n..][..n].iter_mut().zip(&b[k * n..][..n]) {
                *c += x * b;
            }
        }
    }
    c[n + 1]
}
Ok(Some(product(n as usize) as i64))
