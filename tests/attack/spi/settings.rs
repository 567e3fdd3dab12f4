// attack: the program that compiles
// expect: error 42501 or error 55P02
Spi::run("SET plrust.toolchain = '/bin/sh'")?; Ok(None)
