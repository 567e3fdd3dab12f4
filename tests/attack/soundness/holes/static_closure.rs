// hole: rust issue 84366: a closure is 'static although what it returns is not
// gives: extend
trait Ret { type R; }
impl<R, F: Fn() -> R> Ret for F { type R = R; }
fn promote<T: Ret + 'static>(_: &T, x: T::R) -> Box<dyn std::any::Any> where T::R: Sized { Box::new(x) }
fn extend<'a, T: 'static>(v: &'a mut T) -> &'static mut T {
    let f = || -> &'a mut T { panic!() };
    *promote(&f, v).downcast::<&'static mut T>().unwrap()
}
