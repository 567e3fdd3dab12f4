// attack: a version that would be more than a version in cargo's manifest
// expect: refused
[dependencies]
peeking = "1\" }\n[patch.crates-io]\npeeking = { path = \"/etc"
[code]
Ok(None)
