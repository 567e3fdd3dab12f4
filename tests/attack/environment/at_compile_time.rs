// attack: a variable of the compiler
// expect: refused
Ok(Some(env!("PATH").to_string()))
