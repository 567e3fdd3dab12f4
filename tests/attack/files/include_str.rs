// attack: a file at compile time
// expect: refused
Ok(Some(include_str!("/etc/passwd").to_string()))
