// attack: functions that call each other at their ends
// timeout: 300ms
// expect: error 57014 or error 54001
#[inline(never)] fn a(n: u64) -> u64 { b(std::hint::black_box(n) + 1) } #[inline(never)] fn b(n: u64) -> u64 { a(std::hint::black_box(n) + 1) } Ok(Some(a(0).to_string()))
