// attack: recursion by megabytes
// expect: error 54001 or refused
#[inline(never)] fn f(n: u64) -> u64 { let a = std::hint::black_box([n as u8; 1 << 20]); f(n + 1) + a[77] as u64 } Ok(Some(f(0).to_string()))
