// attack: catch a panic and go on
// expect: error 38000
let r = std::panic::catch_unwind(|| panic!("caught")); Ok(Some(r.is_err().to_string()))
