// attack: a variable of the compiler, optional
// expect: refused
Ok(option_env!("PATH").map(str::to_string))
