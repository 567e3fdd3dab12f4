// attack: a NUL in a text, which C would cut
// expect: error 22021 or error 22000 or error 38000 or error 22P05
Ok(Some("a\0b".to_string()))
