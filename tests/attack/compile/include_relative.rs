// attack: a path that climbs out of the work directory
pub fn f() -> &'static str { include_str!("../secret") }
