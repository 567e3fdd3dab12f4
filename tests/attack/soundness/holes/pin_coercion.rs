// hole: rust issue 153438: pin! pins what it does not own
// gives: stale_box
use std::ops::{Deref, DerefMut};
use std::pin::{Pin, pin};
struct Thing<'a, T> { data: Option<T>, out: &'a mut Option<T> }
impl<T> Deref for Thing<'_, T> { type Target = T; fn deref(&self) -> &T { self.data.as_ref().unwrap() } }
impl<T> DerefMut for Thing<'_, T> { fn deref_mut(&mut self) -> &mut T { self.data.as_mut().unwrap() } }
impl<T> Drop for Thing<'_, T> { fn drop(&mut self) { *self.out = self.data.take(); } }
fn moved<T>(data: T, f: impl FnOnce(Pin<&mut T>)) -> T {
    let mut state = None::<T>;
    { let thing = Thing { data: Some(data), out: &mut state }; let p: Pin<&mut T> = pin!(thing); f(p); }
    state.unwrap()
}
fn stale(address: u64) -> u64 {
    let mut first = 0usize;
    let v = moved(([address; 4], std::marker::PhantomPinned), |p| first = &p.as_ref().0 as *const _ as usize);
    let boxed = Box::new(v);
    (first as u64) ^ (&boxed.0 as *const _ as u64)
}
