// signature: fn grow<'a>(dog: PgHeapTuple<'a, AllocatedByRust>, cat: Option<PgHeapTuple<'a, AllocatedByPostgres>>, rows: Array<'a, PgHeapTuple<'a, AllocatedByPostgres>>) -> Option<composite_type!('a, "dog")>
// shape: block
fn age_of(row: &composite_type!("dog")) -> Option<i32> { row.get_by_name("age").ok().flatten() }
if let Some(cat) = cat {
    let name: Option<&str> = cat.get_by_name("name")?;
    if name == Some("Fox") { return Ok(Some(cat.into_owned())); }
}
let mut names = Vec::new();
for row in rows.iter_deny_null() { names.push(row.get_by_name::<String>("name")?); }
if let Some(kind) = dog.get_attribute_by_name("kind") { notice!("{} {:?}", kind.0, kind.1.type_oid()); }
let mut new = PgHeapTuple::new_composite_type("dog")?;
if new.get_by_name("name")? == Some("Bear") { new.set_by_name("name", "Fox")?; }
new.set_by_index(std::num::NonZeroUsize::new(2).unwrap(), age_of(&new))?;
new.set_by_name("friend", dog)?;
new.set_by_name("toys", names)?;
let args = vec![(PgOid::from(new.composite_type_oid()), new.clone().into_composite_datum())];
let back: Option<PgHeapTuple<'_, AllocatedByRust>> = Spi::get_one_with_args("SELECT $1", args)?;
Ok(Some(back.unwrap_or(new)))
