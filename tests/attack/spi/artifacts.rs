// attack: the table of machine code
// expect: error 42501
Spi::run("UPDATE plrust.artifacts SET object = NULL")?; Ok(None)
