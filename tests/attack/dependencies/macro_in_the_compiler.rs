// attack: a procedural macro that looks around, writes, connects and changes what others will use
// expect: returns ^nothing$
[dependencies]
spying-macro = "1"
[code]
Ok(Some(spying_macro::look!().to_string()))
