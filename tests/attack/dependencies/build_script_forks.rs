// attack: a build script that leaves as many processes as it can
// expect: stopped
[dependencies]
forking-script = "1"
[code]
Ok(None)
