// attack: recursion through a closure
// expect: error 54001
fn call(f: &dyn Fn(u64) -> u64, n: u64) -> u64 { f(n) + 1 } fn go(n: u64) -> u64 { call(&|m| go(std::hint::black_box(m) + 1), n) + 1 } Ok(Some(go(0).to_string()))
