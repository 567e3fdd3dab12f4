// size: 12000
// y += k * x over 4000 floats, n times.
use std::hint::black_box;
#[inline(never)]
fn saxpy(k: f32, x: &[f32], y: &mut [f32]) {
    for (x, y) in x.iter().zip(y) {
        *y += k * x;
    }
}
let (mut x, mut y) = (vec![0.0f32; 8192], vec![0.0f32; 8192]);
// From a page's start on, so that no variant is lucky with its alignment.
let start = x.as_ptr().align_offset(4096);
let x = &mut x[start..start + 4000];
let start = y.as_ptr().align_offset(4096);
let y = &mut y[start..start + 4000];
for ((x, y), number) in x.iter_mut().zip(y.iter_mut()).zip(0u16..) {
    *x = f32::from(number);
    *y = *x;
}
for _ in 0..n {
    saxpy(0.5, black_box(&*x), black_box(&mut *y));
}
Ok(Some((y[9] - x[9]) as i64))
