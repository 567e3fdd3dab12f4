// signature: fn widen<'a>(range: Range<i32>, many: Multirange<AnyNumeric>, any: AnyElement, more: Option<AnyArray>) -> Option<Range<i32>>
// shape: block
let days: Vec<Option<Range<i64>>> = vec![Some((1..3).into()), None];
Spi::run_with_args("SELECT $1", Some(vec![(PgBuiltInOids::INT8RANGEARRAYOID.oid(), days.into_datum())]))?;
if many.is_empty() || any.oid() != PgBuiltInOids::INT4OID.value() { return Ok(Some(Range::empty())); }
let by = any.into::<i32>().unwrap_or(0) + more.map_or(0, |more| more.elements().len() as i32);
Ok(match range.into_inner() {
    None => None,
    Some((RangeBound::Inclusive(low), RangeBound::Exclusive(high))) => Some(Range::new(low - by, RangeBound::Exclusive(high + by))),
    Some((low, high)) => Some(Range::new(low, high)),
})
