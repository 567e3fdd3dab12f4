// attack: a macro that never ends
// timeout: 60s
// expect: refused
macro_rules! m { ($($t:tt)*) => { m!(x $($t)*) } } m!(); Ok(None)
