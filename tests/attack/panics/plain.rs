// attack: panic
// expect: error 38000
panic!("one")
