// attack: a macro that never ends
// expect: refused or stopped
macro_rules! m { ($($t:tt)*) => { m!(x $($t)*) } } m!(); Ok(None)
