// attack: read a file of the system
// expect: refused
Ok(Some(std::fs::read_to_string("/etc/passwd")?))
