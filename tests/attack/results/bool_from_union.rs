// attack: a bool that is neither
// signature: () RETURNS boolean
// expect: refused
union U { n: u8, b: bool } Ok(Some(unsafe { U { n: 7 }.b }))
