// attack: the module by a glob import
// expect: refused
use std::*; Ok(Some(fs::read_to_string("/etc/passwd")?))
