// signature: fn dogs<'a>() -> Option<SetOfIterator<'a, Option<PgHeapTuple<'a, AllocatedByRust>>>>
// shape: set
let mut dog = PgHeapTuple::new_composite_type("dog")?;
dog.set_by_name("name", "Nami")?;
Ok(Some(SetOfIterator::new(vec![Some(dog), None])))
