// attack: the time of day in words, into code
// signature: () RETURNS int8
// call: attack()
// unsafe: allowed
// expect: error 38000
extern "C" {
    fn plrust_host_time_of_day(dst: *mut u8, n: usize) -> usize;
}
fn code() {}
Ok(Some(unsafe { plrust_host_time_of_day(code as fn() as usize as *mut u8, 64) } as i64))
