// attack: hash keys that can be foreseen
// expect: returns ^true$
use std::hash::*; let a = std::collections::hash_map::RandomState::new().hash_one(1); let b = std::collections::hash_map::RandomState::new().hash_one(1); Ok(Some((a != b || a != 0).to_string()))
