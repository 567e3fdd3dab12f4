// attack: recursion with the smallest frames
// expect: error 54001
fn f(n: u64) -> u64 { if std::hint::black_box(n) == 0 { 0 } else { f(n + 1) + std::hint::black_box(1) } } Ok(Some(f(1).to_string()))
