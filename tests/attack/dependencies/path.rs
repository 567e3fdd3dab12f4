// attack: a crate from a folder of the server
// expect: refused
[dependencies]
x = { path = "/etc", version = "1" }
[code]
Ok(None)
