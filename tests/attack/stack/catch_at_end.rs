// attack: recursion inside catch_unwind
// expect: error 54001
fn f(n: u64) -> u64 { let a = std::hint::black_box([n; 16]); f(n + 1) + a[3] } Ok(Some(format!("{:?}", std::panic::catch_unwind(|| f(0)).is_ok())))
