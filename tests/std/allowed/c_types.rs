// expect: ok 4 abc
use std::ffi::{CString, c_int};
let text = CString::new("abc")?;
Ok(Some(format!("{} {}", size_of::<c_int>(), text.to_str()?)))
