// attack: write to the descriptors that are the server's
// expect: refused
use std::io::Write; std::io::stderr().write_all(b"forged log line\n")?; Ok(None)
