let a = include_str!("no-such-file");
let b = core::include_bytes!("no-such-file");
let c: i32 = include!("no-such-file");
Ok(None)
