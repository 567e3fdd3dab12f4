// attack: a procedural macro that the allow list does not let run
// expect: refused
[dependencies]
unlisted-macro = "1"
[code]
unlisted_macro::run!();
Ok(None)
