// attack: a result that is to be written where nothing is
// signature: () RETURNS int4
// call: attack()
// unsafe: allowed
// expect: error 38000
extern "C" {
    fn plrust_host_time_parse(kind: u32, text: *const u8, length: usize, out: *mut u8) -> i32;
}
Ok(Some(unsafe { plrust_host_time_parse(0, b"2024-01-01".as_ptr(), 10, 0xffff_fff8 as *mut u8) }))
