// attack: a NUL in the message
// expect: error 38000
panic!("a\0b")
