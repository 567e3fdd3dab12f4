// signature: fn f<'a>(s: &'a str) -> Option<&'a str>
// shape: block
// expect: returns a value referencing data owned by the current function
let upper = s.to_uppercase();
Ok(Some(upper.as_str()))
