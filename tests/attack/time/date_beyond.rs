// attack: a date that is none
// signature: () RETURNS date
// call: attack()
// unsafe: allowed
// expect: error 22008 or error 38000
Ok(Some(unsafe { std::mem::transmute::<i32, Date>(-2451546) }))
