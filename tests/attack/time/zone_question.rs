// attack: a question that is none
// signature: () RETURNS int8
// call: attack()
// unsafe: allowed
// expect: error 38000
extern "C" {
    fn plrust_host_time_zone_offset(zone: *const u8, length: usize, micros: i64, asked: u32) -> i64;
}
Ok(Some(unsafe { plrust_host_time_zone_offset(b"UTC".as_ptr(), 3, 0, 4) }))
