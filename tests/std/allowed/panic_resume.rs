// expect: panic carried on
std::panic::resume_unwind(Box::new("carried on"))
