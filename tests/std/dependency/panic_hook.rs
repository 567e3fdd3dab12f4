// expect: panic as ever
// A hook can be set, and never runs.
std::panic::set_hook(Box::new(|_| loop {}));
panic!("as ever")
