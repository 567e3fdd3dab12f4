// signature: fn rows<'a>(n: i64) -> Option<TableIterator<'a, (Option<i64>, Option<String>,)>>
// shape: set
type Row = (name!(n, Option<i64>), name!(word, Option<String>));
fn row(n: i64) -> Row { (Some(n), (n > 1).then(|| format!("{n}"))) }
if n == 1 { return Ok(Some(TableIterator::once(row(1)))); }
Ok(Some(TableIterator::new((0..n).map(row))))
