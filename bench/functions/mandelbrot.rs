// size: 200
// Iterations over an n x n picture of the Mandelbrot set.
#[inline(never)]
fn iterations(n: u32) -> u32 {
    let mut total = 0;
    for y in 0..n {
        for x in 0..n {
            let re = f64::from(x) * 3.0 / f64::from(n) - 2.0;
            let im = f64::from(y) * 2.0 / f64::from(n) - 1.0;
            let (mut a, mut b, mut count) = (0.0, 0.0, 0u32);
            while a * a + b * b <= 4.0 && count < 200 {
                let next = a * a - b * b + re;
                b = 2.0 * a * b + im;
                a = next;
                count += 1;
            }
            total += count;
        }
    }
    total
}
Ok(Some(i64::from(iterations(n as u32))))
