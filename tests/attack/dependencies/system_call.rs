// attack: assembly in a crate that asks the kernel
// expect: refused or error 38000
[dependencies]
system-call = "1"
[code]
Ok(Some(system_call::process().to_string()))
