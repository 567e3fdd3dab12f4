// attack: another role
// expect: error 42501
Spi::run("SET ROLE postgres")?; Ok(None)
