// attack: a file through a type that is only inferred
// expect: refused
fn make<T>(open: impl Fn(&str) -> std::io::Result<T>) -> std::io::Result<T> { open("/etc/passwd") }
make(std::fs::File::open)?; Ok(None)
