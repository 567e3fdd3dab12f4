// attack: to lift the quarantine of a function
// expect: error 42501
Spi::run("SELECT plrust.release('attack()')")?; Ok(None)
