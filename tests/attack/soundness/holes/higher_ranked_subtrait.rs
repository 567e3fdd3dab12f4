// hole: rust issue 84591: the subtrait has an implied bound that the supertrait forgets
// gives: extend
trait Sup<'a, 'b, T> { fn go(v: &'a mut T) -> &'b mut T; }
trait Sub<'a, 'b, T, R>: Sup<'a, 'b, T> {}
struct M;
impl<'a: 'b, 'b, T> Sup<'a, 'b, T> for M { fn go(v: &'a mut T) -> &'b mut T { v } }
impl<'a, 'b, T> Sub<'a, 'b, T, &'b &'a ()> for M {}
fn via_sup<'p, 'q, S, T>(v: &'p mut T) -> &'q mut T where S: for<'a, 'b> Sup<'a, 'b, T> { S::go(v) }
fn via_sub<'p, 'q, S, T>(v: &'p mut T) -> &'q mut T where S: for<'a, 'b> Sub<'a, 'b, T, &'b &'a ()> { via_sup::<S, T>(v) }
fn extend<T>(v: &mut T) -> &'static mut T { via_sub::<M, T>(v) }
