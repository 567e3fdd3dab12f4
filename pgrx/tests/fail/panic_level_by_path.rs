// signature: fn f<'a>() -> Option<i32>
// expect: PL/Rust functions cannot report FATAL or PANIC
ereport!(PgLogLevel::PANIC, PgSqlErrorCode::ERRCODE_INTERNAL_ERROR, "the end");
Ok(None)
