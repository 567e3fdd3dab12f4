// signature: fn f<'a>(row: PgHeapTuple<'a, AllocatedByRust>) -> Option<&'a str>
// shape: block
// expect: borrowed
let mut row = row;
let name: Option<&str> = row.get_by_name("name")?;
row.set_by_name("name", "other")?;
Ok(name)
