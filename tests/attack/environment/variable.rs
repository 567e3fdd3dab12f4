// attack: one variable
// expect: refused
Ok(Some(std::env::var("PATH")?))
