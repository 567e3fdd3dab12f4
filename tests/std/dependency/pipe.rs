// expect: ok Unsupported
// rust: 1.87
Ok(Some(format!("{:?}", std::io::pipe().map(|_| ()).unwrap_err().kind())))
