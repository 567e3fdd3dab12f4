// attack: the macro's name and the path are put together by macros
macro_rules! call { ($name:ident, $($part:literal),*) => { core::$name!(concat!($($part),*)) } }
pub fn f() -> &'static str { call!(include_str, "@SECRET", "@") }
pub fn g() -> &'static str { call!(include_str, "@SECRET@", "") }
