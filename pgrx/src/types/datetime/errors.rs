// SPDX-License-Identifier: PostgreSQL
//! What goes wrong with dates and times: as values, and as the errors that PostgreSQL itself raises.

use std::error::Error;
use std::fmt;

use crate::errors::ErrorReport;
use crate::sqlstate::PgSqlErrorCode;

/// A value did not become a date or time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateTimeConversionError {
    /// A field is out of its range, or all of them together are.
    FieldOverflow,
    /// The text is no date or time.
    InvalidFormat,
    /// There is no such time zone.
    UnknownTimezone(String),
    /// The seconds are no offset of a time zone.
    InvalidTimezoneOffset(i32),
    /// The time zone in a text is unknown or out of range.
    CannotParseTimezone,
    /// The number is outside what the type can hold.
    OutOfRange,
}

impl fmt::Display for DateTimeConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FieldOverflow => f.write_str("date/time field value out of range"),
            Self::InvalidFormat => f.write_str("invalid input syntax for a date or time"),
            Self::UnknownTimezone(zone) => write!(f, "time zone \"{zone}\" not recognized"),
            Self::InvalidTimezoneOffset(seconds) => write!(f, "{seconds} seconds are no time zone offset"),
            Self::CannotParseTimezone => f.write_str("time zone in the text not recognized"),
            Self::OutOfRange => f.write_str("value out of range for its date/time type"),
        }
    }
}

impl Error for DateTimeConversionError {}

impl DateTimeConversionError {
    /// The SQLSTATE under which the error leaves a function that returns it.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        match self {
            Self::FieldOverflow | Self::OutOfRange => PgSqlErrorCode::ERRCODE_DATETIME_FIELD_OVERFLOW,
            Self::InvalidFormat => PgSqlErrorCode::ERRCODE_INVALID_DATETIME_FORMAT,
            _ => PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE,
        }
    }
}

/// A value did not become an [`Interval`](super::Interval), or an interval not a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalConversionError {
    /// The duration is of more months than an interval can have.
    DurationMonthsOutOfBounds,
    /// Some parts are positive and some negative.
    MismatchedSigns,
    /// A duration cannot be negative.
    NegativeInterval,
    /// The interval is of more microseconds than a `u64` holds.
    IntervalTooLarge,
}

impl fmt::Display for IntervalConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DurationMonthsOutOfBounds => "duration has too many months for an interval",
            Self::MismatchedSigns => "parts of the interval have different signs",
            Self::NegativeInterval => "negative interval cannot become a duration",
            Self::IntervalTooLarge => "interval is too long for a duration",
        })
    }
}

impl Error for IntervalConversionError {}

/// A number is no timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FromTimeError {
    /// The microseconds are outside what a timestamp can hold.
    MicrosOutOfBounds,
}

impl fmt::Display for FromTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("microseconds out of range for a timestamp")
    }
}

impl Error for FromTimeError {}

/// Why an operation has no result; what PostgreSQL's own would raise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub code: PgSqlErrorCode,
    pub message: String,
    pub detail: Option<&'static str>,
}

impl Refusal {
    pub fn new(code: PgSqlErrorCode, message: impl Into<String>) -> Refusal {
        Refusal { code, message: message.into(), detail: None }
    }

    /// `what` is out of range.
    #[cold]
    pub fn range(what: &str) -> Refusal {
        Refusal::new(PgSqlErrorCode::ERRCODE_DATETIME_VALUE_OUT_OF_RANGE, format!("{what} out of range"))
    }
}

/// The result, or the end of the statement with the error of PostgreSQL's own operation.
#[track_caller]
pub(super) fn or_raise<T>(result: Result<T, Refusal>) -> T {
    result.unwrap_or_else(
        #[cold]
        |refusal| {
            let report = ErrorReport::new(refusal.code, refusal.message, "");
            match refusal.detail {
                Some(detail) => report.set_detail(detail).raise(),
                None => report.raise(),
            }
        },
    )
}
