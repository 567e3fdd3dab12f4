// attack: a moment that is none
// signature: () RETURNS int8
// call: attack()
// unsafe: allowed
// expect: error 38000
extern "C" {
    fn plrust_host_time_now(moment: u32) -> i64;
}
Ok(Some(unsafe { plrust_host_time_now(3) }))
