// attack: list the data directory
// expect: refused
Ok(Some(std::fs::read_dir(".")?.map(|e| format!("{e:?}")).collect()))
