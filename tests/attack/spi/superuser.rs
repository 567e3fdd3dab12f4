// attack: a command that the role may not use
// expect: error 42501
Spi::run("ALTER SYSTEM SET log_connections = on")?; Ok(None)
