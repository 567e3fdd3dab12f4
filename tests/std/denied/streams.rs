use std::io;
let _ = io::stdin();
let _ = io::stdout();
let _ = io::stderr();
Ok(None)
