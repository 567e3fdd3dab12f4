// attack: a frame that would step over the guard page
// expect: error 54001 or refused or returns .*
#[inline(never)] fn f(n: usize, d: u32) -> u8 { let mut a = [0u8; 300_000]; a[n % 300_000] = 1; std::hint::black_box(&mut a); if d == 0 { 0 } else { f(n, d - 1) + a[n % 7] } } Ok(Some(f(3, 200).to_string()))
