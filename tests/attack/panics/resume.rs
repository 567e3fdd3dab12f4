// attack: throw a payload of one's own
// expect: error 38000 or refused
std::panic::resume_unwind(Box::new(1u8))
