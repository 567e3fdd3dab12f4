extern crate hashbrown;
Ok(None)
