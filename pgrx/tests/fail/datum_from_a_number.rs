// signature: fn f<'a>(n: i64) -> Option<i32>
// expect: expected `Datum`, found `i64`
let forged: Datum = Datum::from(n);
Ok(None)
