// hole: rust issue 25860: no function pointer type is ever written
// gives: extend
static PROOF: &'static &'static () = &&();
fn weaken<'long, 'short, T>(_p: &'long &'short (), v: &'short mut T) -> &'long mut T { v }
fn other<'short, T>(_p: &'static &'static (), _v: &'short mut T) -> &'static mut T { panic!() }
fn extend<T>(v: &mut T) -> &'static mut T {
    let both = [other::<T>, weaken::<T>];
    (both[1])(PROOF, v)
}
