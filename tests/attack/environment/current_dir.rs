// attack: the data directory's place
// expect: refused
Ok(Some(format!("{:?}", std::env::current_dir()?)))
