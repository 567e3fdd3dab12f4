// attack: a text of a type that is none
// signature: () RETURNS int4
// call: attack()
// unsafe: allowed
// expect: error 38000
extern "C" {
    fn plrust_host_time_parse(kind: u32, text: *const u8, length: usize, out: *mut u8) -> i32;
}
let mut out = [0u8; 16];
Ok(Some(unsafe { plrust_host_time_parse(6, b"today".as_ptr(), 5, out.as_mut_ptr()) }))
