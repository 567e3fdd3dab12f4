// attack: the address of a value that is none, read at the next row
// signature: () RETURNS bigint WINDOW
// call: max(a) FROM (SELECT attack() OVER () AS a FROM generate_series(1, 3)) f
// unsafe: allowed
// expect: error 38000
unsafe extern "C" { fn plrust_host_window_keep(state: u64); }
if window.current_position() == 0 { unsafe { plrust_host_window_keep(0x7fff_ffff_f000) }; return Ok(Some(0)); }
*window.partition_value::<i64>() += 1;
Ok(Some(*window.partition_value::<i64>()))
