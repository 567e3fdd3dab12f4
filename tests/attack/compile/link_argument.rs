// attack: link attributes that name libraries elsewhere
#[link(name = "secret", kind = "static", modifiers = "+verbatim")]
unsafe extern "C" { fn x(); }
pub fn f() { unsafe { x() } }
