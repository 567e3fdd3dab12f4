// attack: a mark behind the end, so that the server's places in its store do not fit any more
// signature: (n int) RETURNS bigint WINDOW
// call: attack(7) OVER ()
// expect: error 22023
window.set_mark_position(i64::MAX);
Ok(n.in_partition(0, WindowSeek::Current, false).flatten().map(i64::from))
