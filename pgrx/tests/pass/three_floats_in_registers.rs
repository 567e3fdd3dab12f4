// signature: fn mean<'a>(a: f64, b: f64, c: f64) -> Option<f64>
// shape: registers
// instructions: 24
Ok(Some((a + b + c) / 3.0))
