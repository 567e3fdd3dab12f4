// attack: call the host's system
// expect: refused
extern "C" { fn system(c: *const i8) -> i32; } unsafe { system(std::ptr::null()) }; Ok(None)
