// signature: fn f<'a>() -> Option<i32>
// expect: no variant
// expect: PANIC
let level = PgLogLevel::PANIC;
ereport!(level, PgSqlErrorCode::ERRCODE_INTERNAL_ERROR, "the end");
Ok(None)
