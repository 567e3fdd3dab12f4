// attack: end the generated function early and go on outside
// expect: refused
Ok(None) } pub fn evil() -> u8 { unsafe { *(8 as *const u8) }
