// attack: any type from any other, by an impl for an alias that turns out to be a trait object (rust issue 152783)
// expect: refused
struct Target;
type Src = usize;
type Dst = Target;
trait Shape<T> { type Out; }
struct Key;
trait Lookup { type Found: ?Sized; }
impl Lookup for Key { type Found = dyn Shape<i32, Out = Src>; }
type Alias = <Key as Lookup>::Found;
impl<T> Shape<T> for Alias { type Out = Dst; }
fn there<T>(x: <Alias as Shape<T>>::Out) -> Dst { x }
fn morph_to_target(x: usize) -> Target { there::<i32>(x) }
let _ = morph_to_target(7);
Ok(None)
