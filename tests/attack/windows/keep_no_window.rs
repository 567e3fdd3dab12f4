// attack: a value for a partition that is not there
// unsafe: allowed
// expect: error 38000
unsafe extern "C" { fn plrust_host_window_keep(state: u64); }
unsafe { plrust_host_window_keep(0x4141_4141) };
Ok(None)
