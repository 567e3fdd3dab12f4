// attack: the server's command line
// expect: refused
Ok(Some(std::env::args().collect()))
