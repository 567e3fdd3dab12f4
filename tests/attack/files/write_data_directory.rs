// attack: write into the data directory
// expect: refused
use std::io::Write;
std::fs::OpenOptions::new().append(true).open("postgresql.auto.conf")?.write_all(b"x")?;
Ok(None)
