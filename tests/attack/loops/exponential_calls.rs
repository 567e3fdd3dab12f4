// attack: a call tree of 2 to the 60
// timeout: 300ms
// expect: error 57014
fn f(n: u32) -> u64 { if n == 0 { std::hint::black_box(1) } else { f(n - 1) + f(n - 1) } } Ok(Some(f(60).to_string()))
