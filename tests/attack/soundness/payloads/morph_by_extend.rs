// A lifetime that is too long becomes any type: a slot of an enum is kept while the enum becomes its other variant.
enum Either<A, B> { First(Option<Box<A>>), Second(Option<Box<B>>) }
fn morph<A: 'static, B: 'static>(a: A) -> B {
    let mut either = Either::<A, B>::Second(None);
    let Either::Second(slot) = &mut either else { unreachable!() };
    let slot: &'static mut Option<Box<B>> = extend(slot);
    either = Either::First(Some(Box::new(a)));
    std::hint::black_box(&mut either);
    let taken = *slot.take().unwrap();
    std::mem::forget(either);
    taken
}
