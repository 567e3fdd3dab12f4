// expect: panic byte index 1 is not a char boundary
let text = String::from("é");
Ok(Some(text[std::hint::black_box(1)..].to_string()))
