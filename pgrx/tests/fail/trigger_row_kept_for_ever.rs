// signature: fn watch<'a>(trigger: &'a PgTrigger<'a>) -> Option<PgHeapTuple<'a, AllocatedByRust>>
// shape: trigger
// expect: borrowed data escapes outside of function
fn for_ever<T: 'static>(value: T) -> T { value }
Ok(Some(for_ever(trigger.new().unwrap())))
