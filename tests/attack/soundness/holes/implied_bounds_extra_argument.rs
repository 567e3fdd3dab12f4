// hole: rust issue 25860: the same, kept higher ranked by one more argument
// gives: extend
static PROOF: &'static &'static () = &&();
fn weaken<'long, 'short, T>(_p: &'long &'short (), v: &'short mut T, _x: &u8) -> &'long mut T { v }
fn extend<'x, T>(v: &'x mut T) -> &'static mut T {
    let f: fn(_, &'x mut T, &u8) -> &'static mut T = weaken;
    f(PROOF, v, &0)
}
