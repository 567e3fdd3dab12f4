// expect: ok none 9
let variable = option_env!("NO_SUCH_VARIABLE").unwrap_or("none");
Ok(Some(format!("{variable} {}", stringify!(a + b + c).len())))
