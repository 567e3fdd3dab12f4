// attack: recursion without end
// expect: error 54001
fn f(n: u64) -> u64 { let a = std::hint::black_box([n; 64]); f(n + 1) + a[3] } Ok(Some(f(0).to_string()))
