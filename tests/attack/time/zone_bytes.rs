// attack: names of time zones that are no text, too long, or end early
// signature: () RETURNS text
// call: attack()
// unsafe: allowed
// expect: returns ^unknown unknown unknown no-time$
extern "C" {
    fn plrust_host_time_zone_offset(zone: *const u8, length: usize, micros: i64, asked: u32) -> i64;
}
let ask = |zone: &[u8], micros| match unsafe { plrust_host_time_zone_offset(zone.as_ptr(), zone.len(), micros, 0) } {
    i64::MIN => "unknown",
    -9223372036854775807 => "no-time",
    _ => "found",
};
let long = vec![b'x'; 1 << 20];
Ok(Some([ask(b"UTC\xff", 0), ask(&long, 0), ask(b"UTC\0", 0), ask(b"UTC", i64::MAX)].join(" ")))
