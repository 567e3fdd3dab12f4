// attack: drop a list of three million nodes
// expect: error 54001 or returns .*
struct L(Option<Box<L>>); let mut l = L(None); for _ in 0..3_000_000 { l = L(Some(Box::new(l))); } let n = l.0.is_some(); drop(l); Ok(Some(n.to_string()))
