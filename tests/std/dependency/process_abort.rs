// expect: abort
std::process::abort()
