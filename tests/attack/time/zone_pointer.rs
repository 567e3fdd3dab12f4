// attack: the name of a time zone outside the region
// signature: () RETURNS int8
// call: attack()
// unsafe: allowed
// expect: error 38000
extern "C" {
    fn plrust_host_time_zone_offset(zone: *const u8, length: usize, micros: i64, asked: u32) -> i64;
}
Ok(Some(unsafe { plrust_host_time_zone_offset(0xfffe_0000 as *const u8, 16, 0, 0) }))
