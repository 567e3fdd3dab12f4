// attack: the server writes a value where it is told to, outside of the region
// signature: (n text) RETURNS bigint WINDOW
// call: attack(repeat('x', 10000)) OVER ()
// unsafe: allowed
// expect: error 38000
unsafe extern "C" { fn plrust_host_window_argument(argument: u32, how: u32, offset: i32, buffer: *mut u8, size: usize) -> u64; }
Ok(Some(unsafe { plrust_host_window_argument(0, 16, 0, 0x7fff_ffff_f000 as *mut u8, 1 << 40) } as i64))
