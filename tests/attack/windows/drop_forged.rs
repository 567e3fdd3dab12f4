// attack: an address that the server has dropped, after the partition, by the function's own code
// signature: () RETURNS bigint WINDOW
// call: count(a), count(b) FROM (SELECT attack() OVER (PARTITION BY i) AS a, attack() OVER (PARTITION BY -i) AS b FROM generate_series(1, 3) i) f
// unsafe: allowed
// expect: error 38000
unsafe extern "C" { fn plrust_host_window_keep(state: u64); }
unsafe { plrust_host_window_keep(0x7fff_ffff_f000) };
Ok(Some(0))
