// SPDX-License-Identifier: PostgreSQL
//! numeric: [`AnyNumeric`] for any precision and [`Numeric`] for a fixed one. Computed here, without the server, with
//! the results and scales of PostgreSQL's own operators.

use std::sync::OnceLock;

mod arithmetic;
mod compare;
mod convert;
mod decimal;
mod division;
mod fault;
mod fixed;
mod functions;
mod operators;
mod text;
mod transcendental;
mod wire_form;

use decimal::Decimal;

use crate::sqlstate::PgSqlErrorCode;

pub use fixed::Numeric;

/// A `numeric` of any precision and scale: exact, with NaN and the infinities.
///
/// Operators give what PostgreSQL's give, down to the number of digits; where PostgreSQL raises an error (a division
/// by zero, an overflow) the statement ends with that error. As in SQL, NaN equals NaN and is larger than all else.
///
/// ```
/// # use pgrx::prelude::*;
/// let price: AnyNumeric = "19.90".parse().unwrap();
/// let each: AnyNumeric = &price / 3;
/// assert_eq!(each.to_string(), "6.6333333333333333");
/// assert_eq!((price * 3i64 - each.round(2)).to_string(), "53.07");
/// ```
#[derive(Clone)]
pub struct AnyNumeric {
    value: Value,
    /// What [`normalize`](AnyNumeric::normalize) lends out.
    normalized: OnceLock<Box<str>>,
}

#[derive(Clone, Debug)]
enum Value {
    NegativeInfinity,
    Finite(Decimal),
    Infinity,
    NaN,
}

impl From<Value> for AnyNumeric {
    fn from(value: Value) -> AnyNumeric {
        AnyNumeric { value, normalized: OnceLock::new() }
    }
}

impl From<Decimal> for AnyNumeric {
    fn from(decimal: Decimal) -> AnyNumeric {
        Value::Finite(decimal).into()
    }
}

impl Default for AnyNumeric {
    fn default() -> AnyNumeric {
        Decimal::ZERO.into()
    }
}

/// The sign of an [`AnyNumeric`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Sign {
    Negative,
    Positive,
    Zero,
    NaN,
}

/// Why something did not become a numeric, or a numeric something else.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The value does not fit the precision, or the other type.
    OutOfRange(String),
    /// The text is not a number.
    Invalid(String),
    /// The other type has no NaN, or no infinity.
    ConversionNotSupported(String),
}

impl Error {
    /// The SQLSTATE under which the error leaves a function that returns it.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        match self {
            Error::OutOfRange(_) => PgSqlErrorCode::ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
            Error::Invalid(_) => PgSqlErrorCode::ERRCODE_INVALID_TEXT_REPRESENTATION,
            Error::ConversionNotSupported(_) => PgSqlErrorCode::ERRCODE_FEATURE_NOT_SUPPORTED,
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::OutOfRange(text) | Error::Invalid(text) | Error::ConversionNotSupported(text) => {
                f.write_str(text)
            }
        }
    }
}

impl std::error::Error for Error {}
