// attack: as env, without an error when there is none
pub fn f() -> Option<&'static str> { option_env!("PLRUST_SECRET") }
pub fn g() -> Option<&'static str> { option_env!("PGDATA") }
