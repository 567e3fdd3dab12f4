use std::os::raw::c_int;
Ok(None)
