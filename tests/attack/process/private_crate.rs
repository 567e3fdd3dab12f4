// attack: a crate of std's own
// expect: refused
extern crate hashbrown; Ok(None)
