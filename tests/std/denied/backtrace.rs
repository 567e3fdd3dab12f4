use std::backtrace::Backtrace;
let _ = Backtrace::capture();
let _ = Backtrace::force_capture();
Ok(None)
