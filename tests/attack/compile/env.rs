// attack: the server's environment becomes a constant
pub fn f() -> &'static str { env!("PLRUST_SECRET") }
