// signature: fn parse<'a>(s: &'a str) -> Option<f64>
// shape: block
use pgrx::pg_sys::panic::{ErrorReport, ErrorReportable};
use std::fmt;
#[derive(Debug)]
struct TooLong(usize);
impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{} characters are too many", self.0) }
}
impl std::error::Error for TooLong {}
if s.len() > 100 { return Err(TooLong(s.len()).into()); }
if s.is_empty() { return Err("nothing to parse".into()); }
if s == "?" { Err(PgSqlErrorCode::ERRCODE_INVALID_TEXT_REPRESENTATION)?; }
if s == "!" {
    let report = ErrorReport::new(PgSqlErrorCode::ERRCODE_CHECK_VIOLATION, "no", "parse");
    Err(report.set_detail("d").set_hint(String::from("h")).set_constraint("c"))?;
}
let _: i32 = s.parse::<i32>().unwrap_or_report();
Ok(Some(s.parse()?))
