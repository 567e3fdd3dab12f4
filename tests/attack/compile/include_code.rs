// attack: the file is not Rust, and the diagnostic quotes it
pub fn f() -> u8 { include!("@SECRET@") }
