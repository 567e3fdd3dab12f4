use std::process::Command;
let _ = std::process::id();
if false { std::process::exit(1) }
std::process::abort()
