// SPDX-License-Identifier: PostgreSQL
//! Errors that were caught: [`CaughtError`].

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::elog::PgLogLevel;
use crate::errors::{self, BoxError, ErrorReport};
use crate::host;
use crate::payload::View;
use crate::spi::abi::{SpiErrorHead, NO_TEXT};
use crate::spi::exchange::{Buffer, Handle};
use crate::spi::SpiError;
use crate::sqlstate::PgSqlErrorCode;
use crate::wire::Malformed;

/// An error that [`Spi::subtransaction`](crate::Spi::subtransaction) or [`PgTryBuilder`](crate::PgTryBuilder) caught.
///
/// Returned with `?`, it ends the statement as it would have done uncaught.
#[derive(Debug)]
pub enum CaughtError {
    /// An error of PostgreSQL, or of another function.
    PostgresError(ErrorReportWithLevel),
    /// An error that this function reported itself, or returned from a subtransaction.
    ErrorReport(ErrorReportWithLevel),
    /// A panic of this function.
    RustPanic {
        /// The panic as an error.
        ereport: ErrorReportWithLevel,
        /// Its message, a `String`.
        payload: Box<dyn Any + Send + Sync>,
    },
}

/// An error with everything that PostgreSQL knows of it.
#[derive(Clone, Debug)]
pub struct ErrorReportWithLevel {
    pub(crate) inner: ErrorReport,
    level: PgLogLevel,
    file: String,
    line: u32,
    function: Option<String>,
    position: i32,
    internal_position: i32,
    internal_query: Option<String>,
    /// As the host has it.
    original: Option<Arc<Handle>>,
}

const KIND_REPORT: u32 = 1;
const KIND_PANIC: u32 = 2;

impl CaughtError {
    /// Takes over an error that the host caught.
    pub(crate) fn take(handle: u64) -> CaughtError {
        let handle = Handle::new(handle);
        let block = fetch(&handle);
        let parsed = ErrorReportWithLevel::parse(block.bytes());
        let (kind, mut error) = parsed.unwrap_or_else(|Malformed| {
            let code = PgSqlErrorCode::ERRCODE_INTERNAL_ERROR;
            (0, ErrorReport::unlocated(code, "an error that cannot be read".to_string()).into())
        });
        error.original = Some(Arc::new(handle));
        match kind {
            KIND_REPORT => CaughtError::ErrorReport(error),
            KIND_PANIC => {
                let payload = Box::new(error.message().to_string());
                CaughtError::RustPanic { ereport: error, payload }
            }
            _ => CaughtError::PostgresError(error),
        }
    }

    /// What is known of the error.
    pub fn report(&self) -> &ErrorReportWithLevel {
        match self {
            CaughtError::PostgresError(error) | CaughtError::ErrorReport(error) => error,
            CaughtError::RustPanic { ereport, .. } => ereport,
        }
    }

    fn into_report(self) -> ErrorReportWithLevel {
        match self {
            CaughtError::PostgresError(error) | CaughtError::ErrorReport(error) => error,
            CaughtError::RustPanic { ereport, .. } => ereport,
        }
    }

    /// Its SQLSTATE.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        self.report().sql_error_code()
    }

    /// Its message.
    pub fn message(&self) -> &str {
        self.report().message()
    }

    /// Ends the statement with the error, as if it had not been caught.
    pub fn rethrow(self) -> ! {
        self.into_report().raise()
    }
}

/// The error as the host writes it.
fn fetch(handle: &Handle) -> Buffer {
    let mut buffer = Buffer::with_room(1 << 10);
    loop {
        // SAFETY: the host writes no more than there is room for.
        let bytes =
            unsafe { host::plrust_host_spi_error(handle.number(), buffer.address(), buffer.room()) } as usize;
        if bytes <= buffer.room() {
            // SAFETY: as the host says.
            unsafe { buffer.set_filled(bytes) }
            return buffer;
        }
        buffer.make_room(bytes);
    }
}

impl ErrorReportWithLevel {
    fn parse(block: &[u8]) -> Result<(u32, ErrorReportWithLevel), Malformed> {
        let view = View::new(block);
        let head: SpiErrorHead = view.read(0)?;
        let mut texts = head.texts.iter().map(|[offset, length]| match *length {
            NO_TEXT => Ok(None),
            length => {
                let text = view.bytes(u64::from(*offset), length as usize)?;
                Ok(Some(String::from_utf8_lossy(text).into_owned()))
            }
        });
        let mut next = || texts.next().unwrap_or(Err(Malformed));
        let code = PgSqlErrorCode::from(head.sqlstate as i32);
        let mut inner = ErrorReport::unlocated(code, next()?.unwrap_or_default());
        inner.detail = next()?;
        inner.hint = next()?;
        inner.context = next()?;
        inner.schema = next()?;
        inner.table = next()?;
        inner.column = next()?;
        inner.datatype = next()?;
        inner.constraint = next()?;
        inner.custom_sqlstate = head.sqlstate;
        inner.was_raised = true;
        let error = ErrorReportWithLevel {
            inner,
            level: PgLogLevel::from(head.level as i32),
            file: next()?.unwrap_or_default(),
            line: head.line,
            function: next()?,
            position: head.position,
            internal_position: head.internal_position,
            internal_query: next()?,
            original: None,
        };
        Ok((head.kind, error))
    }

    /// Its level: [`PgLogLevel::ERROR`].
    pub fn level(&self) -> PgLogLevel {
        self.level
    }

    /// Its SQLSTATE.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        self.inner.sqlerrcode
    }

    /// Its SQLSTATE as five characters, also one that PostgreSQL does not define.
    pub fn sqlstate(&self) -> String {
        self.inner.sqlstate_text()
    }

    /// The primary message.
    pub fn message(&self) -> &str {
        self.inner.message()
    }

    /// DETAIL.
    pub fn detail(&self) -> Option<&str> {
        self.inner.detail()
    }

    /// DETAIL; there are no backtraces here.
    pub fn detail_with_backtrace(&self) -> Option<String> {
        self.detail().map(str::to_owned)
    }

    /// HINT.
    pub fn hint(&self) -> Option<&str> {
        self.inner.hint()
    }

    /// CONTEXT: the functions and queries it came through.
    pub fn context(&self) -> Option<&str> {
        self.inner.context.as_deref()
    }

    /// The schema that the error is about.
    pub fn schema_name(&self) -> Option<&str> {
        self.inner.schema.as_deref()
    }

    /// The table that the error is about.
    pub fn table_name(&self) -> Option<&str> {
        self.inner.table.as_deref()
    }

    /// The column that the error is about.
    pub fn column_name(&self) -> Option<&str> {
        self.inner.column.as_deref()
    }

    /// The data type that the error is about.
    pub fn datatype_name(&self) -> Option<&str> {
        self.inner.datatype.as_deref()
    }

    /// The constraint that the error is about.
    pub fn constraint_name(&self) -> Option<&str> {
        self.inner.constraint.as_deref()
    }

    /// The file of the server's source that raised it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line in that file.
    pub fn line_number(&self) -> u32 {
        self.line
    }

    /// The server's function that raised it.
    pub fn function_name(&self) -> Option<&str> {
        self.function.as_deref()
    }

    /// Where in the client's query it is, counted in characters from 1.
    pub fn position(&self) -> Option<usize> {
        usize::try_from(self.position).ok().filter(|position| *position > 0)
    }

    /// The query inside a function that failed to be analyzed, and where in it.
    pub fn internal_query(&self) -> Option<(&str, usize)> {
        let position = usize::try_from(self.internal_position).unwrap_or(0);
        self.internal_query.as_deref().map(|query| (query, position))
    }

    fn raise(self) -> ! {
        if let Some(original) = &self.original {
            // SAFETY: takes a number; does not return.
            unsafe { host::plrust_host_spi_rethrow(original.number()) }
        }
        self.inner.raise()
    }
}

impl From<ErrorReport> for ErrorReportWithLevel {
    fn from(inner: ErrorReport) -> ErrorReportWithLevel {
        let (file, line) =
            inner.location.map_or((String::new(), 0), |place| (place.file().to_string(), place.line()));
        ErrorReportWithLevel {
            inner,
            level: PgLogLevel::ERROR,
            file,
            line,
            function: None,
            position: 0,
            internal_position: 0,
            internal_query: None,
            original: None,
        }
    }
}

impl fmt::Display for ErrorReportWithLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.inner, f)
    }
}

impl Error for ErrorReportWithLevel {}

impl fmt::Display for CaughtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.report(), f)
    }
}

impl Error for CaughtError {}

impl From<CaughtError> for ErrorReport {
    fn from(error: CaughtError) -> ErrorReport {
        error.into_report().inner
    }
}

impl From<ErrorReport> for CaughtError {
    fn from(report: ErrorReport) -> CaughtError {
        CaughtError::ErrorReport(report.into())
    }
}

impl From<SpiError> for CaughtError {
    fn from(error: SpiError) -> CaughtError {
        errors::from_box(error.into()).into()
    }
}

impl From<PgSqlErrorCode> for CaughtError {
    fn from(code: PgSqlErrorCode) -> CaughtError {
        errors::from_box(code.into()).into()
    }
}

impl From<BoxError> for CaughtError {
    fn from(error: BoxError) -> CaughtError {
        match error.downcast::<CaughtError>() {
            Ok(caught) => *caught,
            Err(error) => errors::from_box(error).into(),
        }
    }
}
