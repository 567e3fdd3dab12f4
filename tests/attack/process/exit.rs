// attack: end the backend
// expect: refused
std::process::exit(0)
