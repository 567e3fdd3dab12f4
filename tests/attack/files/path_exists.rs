// attack: ask for a file by a method of Path
// expect: refused
Ok(Some(std::path::Path::new("/etc/passwd").exists().to_string()))
