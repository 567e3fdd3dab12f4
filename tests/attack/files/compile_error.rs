// attack: a file as the text of an error
// expect: refused
compile_error!(include_str!("/etc/passwd")); Ok(None)
