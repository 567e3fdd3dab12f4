// hole: rust issue 57893: the built-in impl of a trait object overlaps with a blanket impl
// gives: morph
trait Object<U> { type Output; }
impl<T: ?Sized, U> Object<U> for T { type Output = U; }
fn step<T: ?Sized, U>(x: <T as Object<U>>::Output) -> U { x }
fn morph<T, U>(x: T) -> U { step::<dyn Object<U, Output = T>, U>(x) }
