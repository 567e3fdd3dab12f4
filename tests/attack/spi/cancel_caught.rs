// attack: outlive a cancel by catching it
// timeout: 300ms
// expect: error 57014
loop {
    let _ = Spi::subtransaction(|_| -> Result<(), CaughtError> { loop { std::hint::black_box(()) } });
}
