// attack: end the transaction under the caller
// expect: error 2D000
Spi::commit(); Ok(None)
