// SPDX-License-Identifier: PostgreSQL
//! Errors: [`BoxError`], which a function returns, and [`ErrorReport`], which has all that PostgreSQL can show.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::panic::Location;

use crate::abi::Return;
use crate::caught::{CaughtError, ErrorReportWithLevel};
use crate::datum::{ArraySliceError, ShapeError, TryFromDatumError};
use crate::elog::PgLogLevel;
use crate::fn_call::FnCallError;
use crate::heap_tuple::PgHeapTupleError;
use crate::host;
use crate::json;
use crate::report;
use crate::spi::{self, SpiError};
use crate::sqlstate::PgSqlErrorCode;
use crate::types::datetime::{DateTimeConversionError, FromTimeError, IntervalConversionError};
use crate::types::invalid_text::InvalidText;
use crate::types::numeric;
use crate::types::sql_enum::UnknownLabel;

/// What `?` turns every error into.
///
/// Returned, it ends the statement with the error's text as the message, its sources as DETAIL and SQLSTATE 22000;
/// an [`ErrorReport`], an [`SpiError`] and a [`PgSqlErrorCode`] keep theirs.
pub type BoxError = Box<dyn Error + Send + Sync + 'static>;

/// Everything PostgreSQL can show of an error or a message.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # use pgrx::ErrorReport;
/// # fn f(age: i32) -> Result<(), pgrx::BoxError> {
/// if age < 0 {
///     let report = ErrorReport::new(PgSqlErrorCode::ERRCODE_CHECK_VIOLATION, "an age is not negative", "f");
///     return Err(report.set_hint("Swap the dates.").set_column("age").into());
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct ErrorReport {
    pub(crate) sqlerrcode: PgSqlErrorCode,
    pub(crate) message: String,
    pub(crate) detail: Option<String>,
    pub(crate) hint: Option<String>,
    pub(crate) context: Option<String>,
    pub(crate) schema: Option<String>,
    pub(crate) table: Option<String>,
    pub(crate) column: Option<String>,
    pub(crate) datatype: Option<String>,
    pub(crate) constraint: Option<String>,
    pub(crate) location: Option<&'static Location<'static>>,
    /// It was caught: its context is complete.
    pub(crate) was_raised: bool,
    /// Not 0: the SQLSTATE, also if it is none of PostgreSQL's.
    pub(crate) custom_sqlstate: u32,
}

impl ErrorReport {
    /// A report with a message only. `_funcname` is there for compatibility: PostgreSQL is told the SQL function.
    #[track_caller]
    pub fn new<S: Into<String>>(sqlerrcode: PgSqlErrorCode, message: S, _funcname: &'static str) -> ErrorReport {
        ErrorReport { location: Some(Location::caller()), ..ErrorReport::unlocated(sqlerrcode, message.into()) }
    }

    pub(crate) fn unlocated(sqlerrcode: PgSqlErrorCode, message: String) -> ErrorReport {
        ErrorReport {
            sqlerrcode,
            message,
            detail: None,
            hint: None,
            context: None,
            schema: None,
            table: None,
            column: None,
            datatype: None,
            constraint: None,
            location: None,
            was_raised: false,
            custom_sqlstate: 0,
        }
    }

    /// The SQLSTATE as PostgreSQL packs it.
    pub(crate) fn packed_sqlstate(&self) -> u32 {
        if self.custom_sqlstate != 0 {
            self.custom_sqlstate
        } else {
            self.sqlerrcode as u32
        }
    }

    pub(crate) fn sqlstate_text(&self) -> String {
        let packed = self.packed_sqlstate();
        (0..5).map(|position| char::from(b'0' + (packed >> (6 * position) & 0x3f) as u8)).collect()
    }

    /// The primary message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The SQLSTATE.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        self.sqlerrcode
    }

    /// Sends the report to PostgreSQL at `level`; at [`PgLogLevel::ERROR`] the statement ends here.
    pub fn report(self, level: PgLogLevel) {
        let raw = report::describe(&self, level);
        // SAFETY: the report and every text it names live until the host has copied them.
        unsafe { host::plrust_host_report((&raw const raw).cast()) }
        if level == PgLogLevel::ERROR {
            // SAFETY: not reached, because the host ended the call; it keeps `raise` honest all the same.
            unsafe { host::plrust_host_abort() }
        }
    }

    /// Ends the statement with this error. Destructors of live values do not run; their memory is given back as a
    /// whole.
    pub fn raise(self) -> ! {
        self.report(PgLogLevel::ERROR);
        unreachable!("an error was reported and the call went on")
    }
}

macro_rules! text_fields {
    ($($(#[$doc:meta])* $set:ident $($get:ident)? => $field:ident;)*) => {
        impl ErrorReport {
            $($(#[$doc])*
            pub fn $set<S: Into<String>>(mut self, text: S) -> ErrorReport {
                self.$field = Some(text.into());
                self
            }
            $(
            /// What was set, if anything.
            pub fn $get(&self) -> Option<&str> {
                self.$field.as_deref()
            })?)*
        }
    };
}

text_fields! {
    /// Sets DETAIL: what happened exactly.
    set_detail detail => detail;
    /// Sets HINT: what to do about it.
    set_hint hint => hint;
    /// Sets a line of CONTEXT.
    set_context => context;
    /// Sets the schema that the error is about.
    set_schema => schema;
    /// Sets the table that the error is about.
    set_table => table;
    /// Sets the column that the error is about.
    set_column => column;
    /// Sets the data type that the error is about.
    set_datatype => datatype;
    /// Sets the constraint that the error is about.
    set_constraint => constraint;
}

impl fmt::Display for ErrorReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for ErrorReport {}

/// Something that is a value or an error worth ending the statement for.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # use pgrx::ErrorReportable;
/// let answer: i32 = "42".parse::<i32>().unwrap_or_report();
/// ```
pub trait ErrorReportable {
    /// The value inside.
    type Inner;

    /// The value, or the end of the statement with the error.
    fn unwrap_or_report(self) -> Self::Inner;
}

impl<T, E: Any + fmt::Display> ErrorReportable for Result<T, E> {
    type Inner = T;

    #[track_caller]
    fn unwrap_or_report(self) -> T {
        match self {
            Ok(value) => value,
            Err(error) => match (&error as &dyn Any).downcast_ref::<ErrorReport>() {
                Some(report) => report.clone().raise(),
                None => {
                    let code = PgSqlErrorCode::ERRCODE_DATA_EXCEPTION;
                    ErrorReport::new(code, error.to_string(), "").raise()
                }
            },
        }
    }
}

/// The `Err` that a function returned, kept where the host finds it.
#[cold]
#[inline(never)]
pub(crate) fn into_return(error: BoxError) -> Return {
    report::keep(from_box(error))
}

pub(crate) fn from_box(error: BoxError) -> ErrorReport {
    let error = match error.downcast::<ErrorReport>() {
        Ok(report) => return *report,
        Err(error) => error,
    };
    let error = match error.downcast::<CaughtError>() {
        Ok(caught) => return (*caught).into(),
        Err(error) => error,
    };
    let error = match error.downcast::<ErrorReportWithLevel>() {
        Ok(caught) => return caught.inner,
        Err(error) => error,
    };
    let known = [
        error.downcast_ref::<SpiError>().map(SpiError::sql_error_code),
        error.downcast_ref::<TryFromDatumError>().map(TryFromDatumError::sql_error_code),
        error.downcast_ref::<numeric::Error>().map(numeric::Error::sql_error_code),
        error.downcast_ref::<DateTimeConversionError>().map(DateTimeConversionError::sql_error_code),
        error.downcast_ref::<IntervalConversionError>().map(|_| PgSqlErrorCode::ERRCODE_INTERVAL_FIELD_OVERFLOW),
        error.downcast_ref::<FromTimeError>().map(|_| PgSqlErrorCode::ERRCODE_DATETIME_FIELD_OVERFLOW),
        error.downcast_ref::<json::Error>().map(|_| PgSqlErrorCode::ERRCODE_INVALID_TEXT_REPRESENTATION),
        error.downcast_ref::<UnknownLabel>().map(|_| PgSqlErrorCode::ERRCODE_INVALID_TEXT_REPRESENTATION),
        error.downcast_ref::<InvalidText>().map(|_| PgSqlErrorCode::ERRCODE_INVALID_TEXT_REPRESENTATION),
        error.downcast_ref::<ArraySliceError>().map(|_| PgSqlErrorCode::ERRCODE_NULL_VALUE_NOT_ALLOWED),
        error.downcast_ref::<ShapeError>().map(|_| PgSqlErrorCode::ERRCODE_ARRAY_SUBSCRIPT_ERROR),
        error.downcast_ref::<PgHeapTupleError>().map(PgHeapTupleError::sql_error_code),
        error.downcast_ref::<FnCallError>().map(FnCallError::sql_error_code),
        error.downcast_ref::<PgSqlErrorCode>().copied(),
    ];
    let sqlerrcode = known.into_iter().flatten().next().unwrap_or(PgSqlErrorCode::ERRCODE_DATA_EXCEPTION);
    let mut report = ErrorReport::unlocated(sqlerrcode, error.to_string());
    report.detail = describe_sources(&*error);
    if error.is::<SpiError>() {
        report.location = spi::last_failure();
    }
    report
}

/// The error's sources, one a line. An endless chain is the function's own fault, but not worth its memory.
fn describe_sources(error: &(dyn Error + 'static)) -> Option<String> {
    const MAX_SOURCES: usize = 32;
    let sources: Vec<String> = std::iter::successors(error.source(), |error| Error::source(*error))
        .take(MAX_SOURCES)
        .map(|source| format!("Caused by: {source}"))
        .collect();
    (!sources.is_empty()).then(|| sources.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<Layer>>);

    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Layer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|layer| layer as _)
        }
    }

    #[test]
    fn an_error_shows_its_sources_as_detail() {
        let error = Layer("no report", Some(Box::new(Layer("no table", Some(Box::new(Layer("no disk", None)))))));
        let report = from_box(error.into());
        assert_eq!(report.message(), "no report");
        assert_eq!(report.detail(), Some("Caused by: no table\nCaused by: no disk"));
        assert_eq!(report.sql_error_code(), PgSqlErrorCode::ERRCODE_DATA_EXCEPTION);
    }

    #[test]
    fn an_error_without_sources_has_no_detail() {
        assert_eq!(from_box("bad".into()).detail(), None);
    }

    #[test]
    fn a_report_stays_whole() {
        let report = ErrorReport::new(PgSqlErrorCode::ERRCODE_CHECK_VIOLATION, "m", "f").set_table("t");
        let report = from_box(report.into());
        assert_eq!(
            (report.sql_error_code(), report.table.as_deref()),
            (PgSqlErrorCode::ERRCODE_CHECK_VIOLATION, Some("t"))
        );
        assert!(report.location.is_some());
    }

    #[test]
    fn spi_errors_and_bare_codes_keep_their_sqlstate() {
        assert_eq!(from_box(SpiError::InvalidPosition.into()).sql_error_code().sqlstate(), "P0002");
        let code = PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO;
        assert_eq!(from_box(code.into()).sql_error_code(), code);
        assert_eq!(from_box(ArraySliceError::ContainsNulls.into()).sql_error_code().sqlstate(), "22004");
    }
}
