// attack: end the transaction under the caller
// expect: error 2D000 or error 0A000
Spi::run("COMMIT")?; Ok(None)
