// expect: panic as a String
std::panic::panic_any(String::from("as a String"))
