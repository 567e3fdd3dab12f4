// attack: the work directory's place is in the server's data directory: locations must not tell it
pub fn f() -> (&'static str, u32) { (file!(), line!()) }
pub fn g() { panic!() }
