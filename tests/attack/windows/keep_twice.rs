// attack: two values of one partition, of which the server could forget one
// signature: () RETURNS bigint WINDOW
// call: attack() OVER ()
// unsafe: allowed
// expect: error 38000
unsafe extern "C" { fn plrust_host_window_keep(state: u64); }
unsafe { plrust_host_window_keep(0x4141_4141); plrust_host_window_keep(0x4242_4242); }
Ok(None)
