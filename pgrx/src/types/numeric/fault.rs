// SPDX-License-Identifier: PostgreSQL
//! What can be wrong with a computation, in PostgreSQL's words.

use crate::errors::ErrorReport;
use crate::sqlstate::PgSqlErrorCode;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Overflow,
    DivisionByZero,
    RootOfNegative,
    LogarithmOfZero,
    LogarithmOfNegative,
}

impl Fault {
    pub fn message(self) -> &'static str {
        match self {
            Fault::Overflow => "value overflows numeric format",
            Fault::DivisionByZero => "division by zero",
            Fault::RootOfNegative => "cannot take square root of a negative number",
            Fault::LogarithmOfZero => "cannot take logarithm of zero",
            Fault::LogarithmOfNegative => "cannot take logarithm of a negative number",
        }
    }

    fn code(self) -> PgSqlErrorCode {
        match self {
            Fault::Overflow => PgSqlErrorCode::ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
            Fault::DivisionByZero => PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO,
            Fault::RootOfNegative => PgSqlErrorCode::ERRCODE_INVALID_ARGUMENT_FOR_POWER_FUNCTION,
            Fault::LogarithmOfZero | Fault::LogarithmOfNegative => {
                PgSqlErrorCode::ERRCODE_INVALID_ARGUMENT_FOR_LOG
            }
        }
    }
}

/// The result, or the end of the statement with the error that PostgreSQL's own operator raises.
#[track_caller]
pub(super) fn or_raise<T>(outcome: Result<T, Fault>) -> T {
    match outcome {
        Ok(value) => value,
        Err(fault) => ErrorReport::new(fault.code(), fault.message(), "").raise(),
    }
}
