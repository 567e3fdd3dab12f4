// attack: a program through SQL
// expect: error 42501
Spi::run("COPY (SELECT 1) TO PROGRAM 'id'")?; Ok(None)
