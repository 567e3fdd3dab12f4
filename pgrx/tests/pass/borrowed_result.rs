// signature: fn first_word<'a>(s: &'a str) -> Option<&'a str>
// shape: block
Ok(s.split_whitespace().next())
