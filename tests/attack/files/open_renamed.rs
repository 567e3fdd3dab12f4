// attack: the module under another name
// expect: refused
use std::fs as harmless; Ok(Some(harmless::read_to_string("/etc/passwd")?))
