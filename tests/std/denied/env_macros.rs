let a = env!("NO_SUCH_VARIABLE");
let b = option_env!("PATH");
Ok(None)
