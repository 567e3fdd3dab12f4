// attack: abort the backend
// expect: refused
std::process::abort()
