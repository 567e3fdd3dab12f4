// attack: a module from somebody else's file
// expect: refused
#[path = "/etc/passwd"] mod stolen; Ok(None)
