// expect: ok none 9
// By another name: what CREATE FUNCTION itself has against the first one is meant for user code.
use std::option_env as variable;
Ok(Some(format!("{} {}", variable!("PATH").unwrap_or("none"), stringify!(a + b + c).len())))
