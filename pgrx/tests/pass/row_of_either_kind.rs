// signature: fn keep<'a>(new: Option<PgHeapTuple<'a, AllocatedByPostgres>>, rename: Option<bool>) -> Option<PgHeapTuple<'a, impl WhoAllocated>>
// shape: block
let Some(new) = new else { return Ok(None) };
let mut new = new.into_owned();
if rename == Some(true) { new.set_by_name("name", "Fox")?; }
Ok(Some(new))
