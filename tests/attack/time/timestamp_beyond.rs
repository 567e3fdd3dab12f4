// attack: a timestamp that is none
// signature: () RETURNS timestamp
// call: attack()
// unsafe: allowed
// expect: error 22008 or error 38000
Ok(Some(unsafe { std::mem::transmute::<i64, Timestamp>(9223371331200000000) }))
