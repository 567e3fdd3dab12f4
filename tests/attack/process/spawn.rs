// attack: start a program
// expect: refused
Ok(Some(format!("{:?}", std::process::Command::new("/bin/id").output()?)))
