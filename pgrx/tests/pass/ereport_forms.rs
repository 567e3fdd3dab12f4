// signature: fn complain<'a>(n: i32) -> Option<i32>
// shape: registers
let level = PgLogLevel::INFO;
ereport!(WARNING, PgSqlErrorCode::ERRCODE_WARNING, "one");
ereport!(NOTICE, PgSqlErrorCode::ERRCODE_WARNING, format!("two {n}"), "detail",);
ereport!(PgLogLevel::LOG, PgSqlErrorCode::ERRCODE_WARNING, &format!("three {n}"));
ereport!(level, pg_sys::PgSqlErrorCode::ERRCODE_WARNING, "four", format!("detail {n}"));
let hint = "a hint";
ereport!(WARNING, PgSqlErrorCode::ERRCODE_WARNING, "named", detail = format!("d {n}"), hint = hint, table = "t", column = "c");
ereport!(level, PgSqlErrorCode::ERRCODE_WARNING, "named", constraint = "k", schema = "s", datatype = "d", context = "x",);
ereport!(INFO, PgSqlErrorCode::ERRCODE_WARNING, "not named", hint);
if n == 1 {
    ereport!(PgLogLevel::ERROR, PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO, "five");
}
if n == 2 {
    ereport!(ERROR, PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO, "six", "detail")
}
match n {
    3 => ereport!(ERROR, PgSqlErrorCode::ERRCODE_ARRAY_SUBSCRIPT_ERROR, "seven"),
    n => Ok(Some(n)),
}
