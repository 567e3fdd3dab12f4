// expect: ok Unsupported
Ok(Some(format!("{:?}", std::backtrace::Backtrace::force_capture().status())))
