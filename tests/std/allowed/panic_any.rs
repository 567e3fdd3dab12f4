// expect: panic Box<dyn Any>
std::panic::panic_any(7_i32)
