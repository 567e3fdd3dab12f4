// attack: a way to seek that the server does not know
// signature: (n int) RETURNS bigint WINDOW
// call: attack(1) OVER ()
// unsafe: allowed
// expect: error 38000
unsafe extern "C" { fn plrust_host_window_argument(argument: u32, how: u32, offset: i32, buffer: *mut u8, size: usize) -> u64; }
let mut buffer = [0u64; 64];
Ok(Some(unsafe { plrust_host_window_argument(0, 3, 0, buffer.as_mut_ptr().cast(), 512) } as i64))
