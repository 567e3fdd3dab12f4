// attack: panic with no stack left
// expect: error 54001 or error 38000
fn f(n: u64) -> u64 { let a = std::hint::black_box([n; 16]); if n > 1_000_000_000 { panic!("end") } f(n + 1) + a[3] } Ok(Some(f(0).to_string()))
