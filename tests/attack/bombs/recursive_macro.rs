// attack: a macro that never ends
// expect: refused
macro_rules! m { ($($t:tt)*) => { m!(x $($t)*) } } m!(); Ok(None)
