// signature: fn leaf<'a>(u: Uuid, i: Inet, m: MacAddr, b: BitString, p: pgrx::pg_sys::Point, t: pgrx::pg_sys::ItemPointerData, l: PgLsn, c: Money) -> Option<pgrx::pg_sys::BOX>
// shape: block
let high = Point { x: f64::from(i.prefix()), y: u.as_bytes().len() as f64 };
let low: Point = (p.x + b.len() as f64, t.offset() as f64).into();
notice!("{u} {i} {m} {b} {p} {t} {l} {}", c.units());
Ok(Some(pg_sys::BOX { high, low }))
