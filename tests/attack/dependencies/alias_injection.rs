// attack: names that would be more than names in cargo's manifest and on rustc's command line
// expect: refused
[dependencies]
"x --extern y" = { version = "1", package = "peeking" }
[code]
Ok(None)
