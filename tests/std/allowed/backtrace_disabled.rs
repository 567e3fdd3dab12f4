// expect: ok Disabled
Ok(Some(format!("{:?}", std::backtrace::Backtrace::disabled().status())))
