// attack: a type that triples forty times
// expect: refused or stopped
fn d<T: Clone>(x: T, n: u8) { if n > 0 { d((x.clone(), x.clone(), x), n - 1) } } d(0u8, 30); Ok(None)
