// attack: errors that are caught and never dropped
// timeout: 60s
// expect: error 54000 or error 53200 or error 57014
let mut all = Vec::new();
loop {
    let outcome = Spi::subtransaction(|_| -> Result<(), CaughtError> { panic!("x") });
    all.push(outcome);
}
