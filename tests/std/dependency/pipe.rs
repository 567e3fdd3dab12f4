// expect: ok Unsupported
Ok(Some(format!("{:?}", std::io::pipe().map(|_| ()).unwrap_err().kind())))
