// SPDX-License-Identifier: PostgreSQL
//! Why a query's result did not become what was asked for.

use std::cell::Cell;
use std::error::Error as StdError;
use std::fmt;
use std::panic::Location;

use crate::datum::TryFromDatumError;
use crate::sqlstate::PgSqlErrorCode;

/// What the functions of [`Spi`](crate::Spi) return.
pub type SpiResult<T> = std::result::Result<T, SpiError>;

/// Why a query's result did not become what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpiError {
    /// A code of PostgreSQL's SPI.
    SpiError(SpiErrorCodes),
    /// A value is of another type than the wanted one.
    DatumError(TryFromDatumError),
    /// A prepared statement got another number of arguments than it has parameters.
    PreparedStatementArgumentMismatch {
        /// Number of parameters.
        expected: usize,
        /// Number of arguments.
        got: usize,
    },
    /// There is no row at that place: for [`Spi::get_one`](crate::Spi::get_one), none at all.
    InvalidPosition,
    /// There is no cursor of that name.
    CursorNotFound(String),
    /// The command returns no rows by its nature.
    NoTupleTable,
    /// A column was NULL and was read as a type that has no place for it.
    UnexpectedNull {
        /// Its number, from 1.
        column: usize,
    },
}

/// PostgreSQL's SPI error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // PostgreSQL's own names
#[repr(i32)]
pub enum SpiErrorCodes {
    Connect = -1,
    Copy = -2,
    OpUnknown = -3,
    Unconnected = -4,
    Argument = -6,
    Param = -7,
    Transaction = -8,
    NoAttribute = -9,
    NoOutFunc = -10,
    TypUnknown = -11,
    RelDuplicate = -12,
    RelNotFound = -13,
}

/// PostgreSQL's SPI status codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // PostgreSQL's own names
#[repr(i32)]
pub enum SpiOkCodes {
    Connect = 1,
    Finish = 2,
    Fetch = 3,
    Utility = 4,
    Select = 5,
    SelInto = 6,
    Insert = 7,
    Delete = 8,
    Update = 9,
    Cursor = 10,
    InsertReturning = 11,
    DeleteReturning = 12,
    UpdateReturning = 13,
    Rewritten = 14,
    RelRegister = 15,
    RelUnregister = 16,
    TdRegister = 17,
    Merge = 18,
}

/// A number that is none of the codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnknownVariant;

impl fmt::Display for UnknownVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a code of SPI")
    }
}

impl StdError for UnknownVariant {}

macro_rules! codes {
    ($type:ident: $($variant:ident)*) => {
        impl TryFrom<i32> for $type {
            type Error = UnknownVariant;

            fn try_from(code: i32) -> std::result::Result<$type, UnknownVariant> {
                [$($type::$variant),*].into_iter().find(|known| *known as i32 == code).ok_or(UnknownVariant)
            }
        }
    };
}

codes!(SpiErrorCodes: Connect Copy OpUnknown Unconnected Argument Param Transaction NoAttribute NoOutFunc TypUnknown
    RelDuplicate RelNotFound);
codes!(SpiOkCodes: Connect Finish Fetch Utility Select SelInto Insert Delete Update Cursor InsertReturning
    DeleteReturning UpdateReturning Rewritten RelRegister RelUnregister TdRegister Merge);

impl fmt::Display for SpiErrorCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SPI error {}", *self as i32)
    }
}

impl SpiError {
    /// The SQLSTATE under which the error leaves a function that returns it.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        match self {
            SpiError::SpiError(SpiErrorCodes::NoAttribute) => PgSqlErrorCode::ERRCODE_UNDEFINED_COLUMN,
            SpiError::SpiError(_) => PgSqlErrorCode::ERRCODE_INTERNAL_ERROR,
            SpiError::DatumError(error) => error.sql_error_code(),
            SpiError::PreparedStatementArgumentMismatch { .. } => PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE,
            SpiError::InvalidPosition => PgSqlErrorCode::ERRCODE_NO_DATA_FOUND,
            SpiError::CursorNotFound(_) => PgSqlErrorCode::ERRCODE_INVALID_CURSOR_NAME,
            SpiError::NoTupleTable => PgSqlErrorCode::ERRCODE_SYNTAX_ERROR,
            SpiError::UnexpectedNull { .. } => PgSqlErrorCode::ERRCODE_NULL_VALUE_NOT_ALLOWED,
        }
    }
}

impl fmt::Display for SpiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpiError::SpiError(SpiErrorCodes::NoAttribute) => f.write_str("the query has no such column"),
            SpiError::SpiError(code) => fmt::Display::fmt(code, f),
            SpiError::DatumError(error) => fmt::Display::fmt(error, f),
            SpiError::PreparedStatementArgumentMismatch { expected, got } => {
                write!(f, "the statement has {expected} parameters, but got {got} arguments")
            }
            SpiError::InvalidPosition => f.write_str("the query returned no row"),
            SpiError::CursorNotFound(name) => write!(f, "there is no cursor \"{name}\""),
            SpiError::NoTupleTable => f.write_str("the command returns no rows"),
            SpiError::UnexpectedNull { column } => write!(f, "column {column} is NULL"),
        }
    }
}

impl StdError for SpiError {}

impl From<TryFromDatumError> for SpiError {
    fn from(error: TryFromDatumError) -> SpiError {
        SpiError::DatumError(error)
    }
}

/// Where in the user's code the last [`SpiError`] was made. The error itself has no room for it, because functions
/// match on its variants.
struct Place(Cell<Option<&'static Location<'static>>>);

// SAFETY: a module has one thread.
unsafe impl Sync for Place {}

static LAST_FAILURE: Place = Place(Cell::new(None));

/// The place of the last failure that [`at_caller`] saw.
pub(crate) fn last_failure() -> Option<&'static Location<'static>> {
    LAST_FAILURE.0.get()
}

/// Notes the caller's place if the result is an error.
#[inline(always)]
#[track_caller]
pub(super) fn at_caller<T>(result: SpiResult<T>) -> SpiResult<T> {
    if result.is_err() {
        LAST_FAILURE.0.set(Some(Location::caller()));
    }
    result
}

/// The line of the place if it is in the user's own source, else 0.
#[inline]
pub(crate) fn user_line(place: &Location<'_>) -> u32 {
    // Files of std and of dependencies have a folder: core's src/ops/function.rs is one.
    const USER_FILE: &str = "function.rs";
    if place.file() == USER_FILE {
        place.line()
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_from_their_numbers() {
        assert_eq!(SpiErrorCodes::try_from(-9), Ok(SpiErrorCodes::NoAttribute));
        assert_eq!(SpiErrorCodes::try_from(-5), Err(UnknownVariant));
        assert_eq!(SpiOkCodes::try_from(18), Ok(SpiOkCodes::Merge));
        assert_eq!(SpiOkCodes::try_from(0), Err(UnknownVariant));
    }

    #[test]
    fn lines_are_told_of_the_user_s_file_only() {
        assert_eq!(user_line(Location::caller()), 0);
    }
}
