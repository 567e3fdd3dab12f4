// attack: a file becomes a constant of the program
pub fn f() -> &'static str { include_str!("@SECRET@") }
