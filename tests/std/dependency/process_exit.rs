// expect: panic exit(3) called
std::process::exit(3)
