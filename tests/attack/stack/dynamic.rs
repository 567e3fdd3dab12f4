// attack: recursion through a trait object
// expect: error 54001
trait T { fn f(&self, n: u64) -> u64; } struct X; impl T for X { fn f(&self, n: u64) -> u64 { let t: &dyn T = std::hint::black_box(&X); t.f(n + 1) + std::hint::black_box(n) } } Ok(Some(X.f(0).to_string()))
