// attack: a macro that doubles forty times
// timeout: 60s
// expect: refused or error 57014
macro_rules! m { ($($t:tt)*) => { m!($($t)* $($t)*) } } m!(1 +); Ok(None)
