// attack: the file that remembers what faulted
// expect: error 42501
Spi::run("COPY (SELECT '') TO 'pg_plrust/quarantine'")?; Ok(None)
