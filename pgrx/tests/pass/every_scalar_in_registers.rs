// signature: fn pick<'a>(a: bool, b: i8, c: i16) -> Option<Oid>
// shape: registers
Ok(if a { Some(Oid::from(b as u32)) } else { Some(Oid::from(c as u32)) })
