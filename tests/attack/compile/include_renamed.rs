// attack: the macro under another name
use std::include_str as harmless;
pub fn f() -> &'static str { harmless!("@SECRET@") }
