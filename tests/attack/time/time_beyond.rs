// attack: a time of day that is none
// signature: () RETURNS time
// call: attack()
// unsafe: allowed
// expect: error 22008 or error 38000
Ok(Some(unsafe { std::mem::transmute::<i64, Time>(86400000001) }))
