// attack: a build script that prints without end
// expect: refused or stopped
[dependencies]
endless-script = "1"
[code]
Ok(None)
