// attack: memory of the region that belongs to somebody else, given back as a window function's own
// signature: () RETURNS bigint WINDOW
// call: attack() OVER ()
// unsafe: allowed
// expect: error 38000
unsafe extern "C" { fn plrust_host_release(block: *mut u8, size: usize); }
unsafe { plrust_host_release(0x5000_0000 as *mut u8, 4096) };
Ok(None)
