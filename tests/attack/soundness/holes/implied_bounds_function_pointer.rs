// hole: rust issue 25860: a higher-ranked function pointer forgets an implied bound
// gives: extend
static PROOF: &'static &'static () = &&();
fn weaken<'long, 'short, T>(_: &'long &'short (), v: &'short mut T) -> &'long mut T { v }
fn extend<T>(v: &mut T) -> &'static mut T {
    let f: for<'x> fn(&'static &'static (), &'x mut T) -> &'static mut T = weaken;
    f(PROOF, v)
}
