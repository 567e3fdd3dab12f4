// attack: a name of a time zone that ends where nothing is
// signature: () RETURNS int8
// call: attack()
// unsafe: allowed
// expect: error 38000
extern "C" {
    fn plrust_host_time_zone_offset(zone: *const u8, length: usize, micros: i64, asked: u32) -> i64;
}
let top = 0x4090_0000usize - 8; // the end of the region's stack
Ok(Some(unsafe { plrust_host_time_zone_offset(top as *const u8, 1024, 0, 0) }))
