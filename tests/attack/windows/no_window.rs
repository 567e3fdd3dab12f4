// attack: rows of a window that nobody opened
// unsafe: allowed
// expect: error 38000
unsafe extern "C" { fn plrust_host_window_rows() -> i64; }
Ok(Some(unsafe { plrust_host_window_rows() }.to_string()))
