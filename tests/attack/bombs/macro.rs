// attack: a macro that doubles forty times
// expect: refused or stopped
macro_rules! m { ($($t:tt)*) => { m!($($t)* $($t)*) } } m!(1 +); Ok(None)
