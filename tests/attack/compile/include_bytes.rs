// attack: a file becomes a constant of the program, byte by byte
pub static STOLEN: &[u8] = include_bytes!("@SECRET@");
