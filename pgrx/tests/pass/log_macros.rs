// signature: fn talk<'a>(n: i32) -> Option<i32>
// shape: registers
debug5!("a"); debug4!("b {n}"); debug3!("c {}", n); debug2!("d"); debug1!("e");
log!("f"); info!("g {:?}", Some(n)); notice!("h"); warning!("i {n:>5}");
if n < 0 { error!("{n} is negative"); }
let checked = if n > 100 { error!("too large") } else { n };
Ok(Some(checked))
