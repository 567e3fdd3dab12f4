// attack: the setting that keeps functions that faulted from running
// expect: error 42501
Spi::run("SET LOCAL plrust.quarantine_faults = off")?; Ok(None)
