// expect: panic not caught
let result = std::panic::catch_unwind(|| 1 + 1);
assert_eq!(result.ok(), Some(2));
let _ = std::panic::catch_unwind(|| panic!("not caught"));
Ok(Some("caught".into()))
