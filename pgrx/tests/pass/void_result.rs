// signature: fn nothing<'a>(n: f32) -> Option<()>
// shape: registers
Ok(Some(()))
