// attack: the portal that runs this very query
// expect: error 34000
Spi::connect(|client| { client.find_cursor("")?.fetch(1)?; Ok(None) })
