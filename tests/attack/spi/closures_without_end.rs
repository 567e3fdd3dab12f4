// attack: subtransactions in subtransactions
// expect: error 54001 or error 53000
fn down() -> Result<(), CaughtError> { Spi::subtransaction(|_| down()) }
down()?; Ok(None)
