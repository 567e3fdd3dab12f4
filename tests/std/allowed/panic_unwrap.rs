// expect: panic called `Option::unwrap()` on a `None` value
let nothing: Option<i32> = std::hint::black_box(None);
Ok(Some(nothing.unwrap().to_string()))
