// attack: a file quoted by a diagnostic
// expect: refused
include!("/etc/passwd"); Ok(None)
