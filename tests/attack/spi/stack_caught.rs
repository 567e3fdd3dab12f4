// attack: outlive the end of the stack by catching it
// expect: error 54001
fn down(n: u64) -> u64 { if n == u64::MAX { 0 } else { std::hint::black_box(down(n + 1)) + std::hint::black_box(1) } }
loop {
    let _ = PgTryBuilder::new(|| { down(0); }).catch_others(|_| ()).catch_rust_panic(|_| ()).execute();
}
