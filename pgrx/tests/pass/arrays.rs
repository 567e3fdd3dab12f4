// signature: fn sums<'a>(a: Array<'a, f64>, b: Array<'a, &'a str>, c: Option<VariadicArray<'a, i32>>, d: Array<'a, &'a [u8]>) -> Option<Vec<Option<f64>>>
// shape: block
let total: f64 = a.as_slice()?.iter().sum();
let named: Vec<&'a str> = b.iter().flatten().collect();
let more = c.map_or(0, |c| c.iter_deny_null().sum::<i32>());
for element in d { if element.is_none() { return Ok(None); } }
if named.is_empty() { return Ok(Some(vec![])); }
if more > 7 { return ShapedArray::new(vec![None; 4], &[2, 2])?.into_result(); }
let args = vec![(PgBuiltInOids::TEXTARRAYOID.oid(), named.into_datum()), (PgBuiltInOids::INT4ARRAYOID.oid(), vec![Some(1), None].into_datum())];
let back: Option<Vec<Option<String>>> = Spi::get_one_with_args("SELECT $1", args)?;
let lent: Option<Array<i64>> = Spi::get_one("SELECT '{1}'::int8[]")?;
Ok(Some(b.into_iter().map(|s| s.map(|s| s.len() as f64)).chain([Some(total), back.map(|b| b.len() as f64), lent.and_then(|l| l.get(0)).flatten().map(|n| n as f64)]).collect()))
