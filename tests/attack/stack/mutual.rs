// attack: mutual recursion
// expect: error 54001
fn a(n: u64) -> u64 { b(n + 1) + std::hint::black_box(n) } fn b(n: u64) -> u64 { a(n + 1) ^ std::hint::black_box(n) } Ok(Some(a(0).to_string()))
