// attack: any type from any other, by a trait object and a blanket impl that overlap (rust issue 57893)
// expect: refused
trait Object<U> { type Output; }
impl<T: ?Sized, U> Object<U> for T { type Output = U; }
fn step<T: ?Sized, U>(x: <T as Object<U>>::Output) -> U { x }
fn morph<T, U>(x: T) -> U { step::<dyn Object<U, Output = T>, U>(x) }
Ok(Some(morph::<u64, &str>(7).to_string()))
