// attack: a build script that looks around, writes, connects, signals and starts programs
// expect: returns ^nothing$
[dependencies]
spying-script = "1"
[code]
Ok(Some(spying_script::WORKED.to_string()))
