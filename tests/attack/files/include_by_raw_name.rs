// attack: the macro by a raw identifier
// expect: refused
Ok(Some(r#include_str!("/etc/passwd").to_string()))
