// attack: a command that the role may not use
// expect: error 42501
Spi::run("CREATE ROLE intruder SUPERUSER")?; Ok(None)
