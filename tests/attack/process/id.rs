// attack: learn the process id
// expect: refused
Ok(Some(std::process::id().to_string()))
