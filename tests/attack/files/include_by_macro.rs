// attack: the macro put together by a macro
// expect: refused
macro_rules! m { ($n:ident) => { core::$n!("/etc/passwd") } }
Ok(Some(m!(include_str).to_string()))
