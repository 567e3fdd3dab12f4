// attack: the server's environment
// expect: refused
Ok(Some(std::env::vars().map(|v| format!("{v:?}")).collect()))
