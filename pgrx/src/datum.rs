// SPDX-License-Identifier: PostgreSQL
//! Values on their way to and from queries: [`Datum`] and the two conversion traits.

use std::error::Error;
use std::fmt;
use std::num::NonZeroUsize;

use crate::abi::PayloadKind;
use crate::oid::{type_name, Oid};
use crate::payload::{Content, Raw};
use crate::sqlstate::PgSqlErrorCode;
use crate::types;

pub use crate::types::any::{AnyArray, AnyElement};
pub use crate::types::array::{
    Array, ArrayIntoIterator, ArrayIterator, ArraySliceError, ArrayTypedIterator, ShapeError, ShapedArray,
    VariadicArray,
};
pub use crate::types::datetime::*;
pub use crate::types::inet::Inet;
pub use crate::types::json::{Json, JsonB, JsonString};
pub use crate::types::numeric::{self, AnyNumeric, Numeric};
pub use crate::types::range::{Multirange, Range, RangeBound, RangeSubType};
pub use crate::types::uuid::{self, Uuid, UuidBytes};

/// A value together with its type, made by [`IntoDatum`] and opaque otherwise.
///
/// Unlike PostgreSQL's own it owns what it holds: it cannot dangle, and it cannot be read as another type.
///
/// ```
/// # use pgrx::prelude::*;
/// let name: Option<Datum> = "Ada".into_datum();
/// let arguments = vec![(PgBuiltInOids::TEXTOID.oid(), name)];
/// ```
#[derive(Clone, Debug)]
pub struct Datum {
    type_oid: Oid,
    kind: PayloadKind,
    payload: Payload,
}

#[derive(Clone, Debug)]
pub(crate) enum Payload {
    Bits(u64),
    Bytes(Vec<u8>),
}

impl Datum {
    /// A value of one of PostgreSQL's own types, which says what kind of payload it has.
    #[inline]
    pub(crate) fn new(type_oid: Oid, payload: Payload) -> Datum {
        let kind = match payload {
            Payload::Bits(_) => PayloadKind::Text,
            Payload::Bytes(_) => types::payload_kind(type_oid),
        };
        Datum { type_oid, kind, payload }
    }

    /// A value of any type that crosses as a payload.
    pub(crate) fn of_kind(type_oid: Oid, kind: PayloadKind, payload: Vec<u8>) -> Datum {
        Datum { type_oid, kind, payload: Payload::Bytes(payload) }
    }

    /// The same value, more exactly.
    pub(crate) fn with_type(self, type_oid: Oid) -> Datum {
        Datum { type_oid, ..self }
    }

    /// The type that the value was made as.
    pub fn type_oid(&self) -> Oid {
        self.type_oid
    }

    /// The value where it lies.
    #[doc(hidden)]
    #[inline]
    pub fn raw(&self) -> Raw<'_> {
        let content = match &self.payload {
            Payload::Bits(bits) => Content::Bits(*bits),
            Payload::Bytes(bytes) => Content::Payload(self.kind, bytes),
        };
        Raw::new(self.type_oid, content)
    }

    pub(crate) fn into_payload(self) -> Payload {
        self.payload
    }
}

/// A type whose values can become query parameters.
///
/// ```
/// # use pgrx::prelude::*;
/// assert_eq!(i64::type_oid(), PgBuiltInOids::INT8OID.value());
/// assert!(None::<i64>.into_datum().is_none());
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be passed to a query")]
pub trait IntoDatum {
    /// The value as a [`Datum`]; `None` is SQL NULL.
    fn into_datum(self) -> Option<Datum>;

    /// Shows the value to `take`, for types that need no copy for that.
    #[doc(hidden)]
    #[inline]
    fn lend<R>(self, take: impl FnOnce(Option<Raw<'_>>) -> R) -> R
    where
        Self: Sized,
    {
        take(self.into_datum().as_ref().map(Datum::raw))
    }

    /// The SQL type that the Rust type stands for.
    fn type_oid() -> Oid;

    /// Whether values of the SQL type `other` fit the Rust type without loss.
    fn is_compatible_with(other: Oid) -> bool {
        Self::type_oid() == other
    }
}

impl<T: IntoDatum> IntoDatum for Option<T> {
    fn into_datum(self) -> Option<Datum> {
        self.and_then(T::into_datum)
    }

    #[inline]
    fn lend<R>(self, take: impl FnOnce(Option<Raw<'_>>) -> R) -> R {
        match self {
            Some(value) => value.lend(take),
            None => take(None),
        }
    }

    fn type_oid() -> Oid {
        T::type_oid()
    }

    fn is_compatible_with(other: Oid) -> bool {
        T::is_compatible_with(other)
    }
}

/// A type that a query's results can become.
///
/// ```
/// # use pgrx::prelude::*;
/// let datum = 7i16.into_datum().unwrap();
/// assert_eq!(i64::try_from_datum(datum).unwrap(), 7); // smallint fits
/// ```
#[diagnostic::on_unimplemented(message = "a query's result cannot become `{Self}`")]
pub trait FromDatum: Sized {
    /// The value, or what speaks against it.
    fn try_from_datum(datum: Datum) -> Result<Self, TryFromDatumError>;

    /// The same where the value lies, for types that need no copy of it.
    #[doc(hidden)]
    #[inline]
    fn try_from_raw(raw: Raw<'_>) -> Result<Self, TryFromDatumError> {
        Self::try_from_datum(raw.to_datum())
    }
}

/// Why a value did not become the wanted Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TryFromDatumError {
    /// The value is of another SQL type.
    IncompatibleTypes {
        /// The wanted Rust type, or the place that a value was for.
        rust_type: &'static str,
        /// The SQL type it stands for.
        rust_oid: Oid,
        /// The name of the value's SQL type.
        datum_type: String,
        /// The value's SQL type.
        datum_oid: Oid,
    },
    /// The SQL type fits, but not this value of it.
    InvalidValue {
        /// The wanted Rust type.
        rust_type: &'static str,
        /// The name of the value's SQL type.
        datum_type: String,
        /// What speaks against it.
        reason: String,
    },
    /// There is no attribute of that number.
    NoSuchAttributeNumber(NonZeroUsize),
    /// There is no attribute of that name.
    NoSuchAttributeName(String),
}

impl TryFromDatumError {
    #[cold]
    pub(crate) fn incompatible<T: IntoDatum>(actual: Oid) -> TryFromDatumError {
        TryFromDatumError::incompatible_with::<T>(T::type_oid(), actual)
    }

    /// For a type that takes values of the SQL type `wanted`.
    #[cold]
    pub(crate) fn incompatible_with<T>(wanted: Oid, actual: Oid) -> TryFromDatumError {
        TryFromDatumError::IncompatibleTypes {
            rust_type: short_name(std::any::type_name::<T>()),
            rust_oid: wanted,
            datum_type: type_name(actual),
            datum_oid: actual,
        }
    }

    /// For a place whose type is `wanted`.
    #[cold]
    pub(crate) fn wrong_for(place: &'static str, wanted: Oid, actual: Oid) -> TryFromDatumError {
        TryFromDatumError::IncompatibleTypes {
            rust_type: place,
            rust_oid: wanted,
            datum_type: type_name(actual),
            datum_oid: actual,
        }
    }

    #[cold]
    pub(crate) fn invalid<T>(actual: Oid, reason: impl Into<String>) -> TryFromDatumError {
        TryFromDatumError::InvalidValue {
            rust_type: short_name(std::any::type_name::<T>()),
            datum_type: type_name(actual),
            reason: reason.into(),
        }
    }

    /// The SQLSTATE under which the error leaves a function that returns it.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        match self {
            Self::IncompatibleTypes { .. } => PgSqlErrorCode::ERRCODE_DATATYPE_MISMATCH,
            Self::InvalidValue { .. } => PgSqlErrorCode::ERRCODE_INVALID_BINARY_REPRESENTATION,
            Self::NoSuchAttributeNumber(_) | Self::NoSuchAttributeName(_) => {
                PgSqlErrorCode::ERRCODE_UNDEFINED_COLUMN
            }
        }
    }
}

/// `Vec<u8>` for `alloc::vec::Vec<u8>`.
fn short_name(path: &'static str) -> &'static str {
    let name_end = path.find('<').unwrap_or(path.len());
    path[..name_end].rfind("::").map_or(path, |colons| &path[colons + 2..])
}

/// The same without the paths of what is between the brackets.
fn without_paths(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    for part in name.split_inclusive(['<', ' ', ',', '&', '(', '[']) {
        shown.push_str(part.rsplit("::").next().unwrap_or(part));
    }
    shown
}

impl fmt::Display for TryFromDatumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IncompatibleTypes { rust_type, rust_oid: Oid::INVALID, datum_type, .. } => {
                write!(f, "type {datum_type} does not fit {}", without_paths(rust_type))
            }
            Self::IncompatibleTypes { rust_type, rust_oid, datum_type, .. } => {
                let rust_type = without_paths(rust_type);
                write!(f, "type {datum_type} does not fit {rust_type}, which takes {}", type_name(*rust_oid))
            }
            Self::InvalidValue { rust_type, datum_type, reason } => {
                let rust_type = without_paths(rust_type);
                write!(f, "a value of type {datum_type} does not become {rust_type}: {reason}")
            }
            Self::NoSuchAttributeNumber(number) => write!(f, "there is no attribute number {number}"),
            Self::NoSuchAttributeName(name) => write!(f, "there is no attribute \"{name}\""),
        }
    }
}

impl Error for TryFromDatumError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mismatch_names_both_types_as_users_write_them() {
        let error = TryFromDatumError::incompatible::<Vec<u8>>(Oid::from(23));
        assert_eq!(error.to_string(), "type integer does not fit Vec<u8>, which takes bytea");
        let error = TryFromDatumError::incompatible::<Vec<Option<String>>>(Oid::from(23));
        assert_eq!(error.to_string(), "type integer does not fit Vec<Option<String>>, which takes text[]");
        assert_eq!(without_paths("Array<'_, a::b::C<d::E>>"), "Array<'_, C<E>>");
        assert_eq!(without_paths("the column"), "the column");
        assert_eq!(short_name("i32"), "i32");
        assert_eq!(short_name("pgrx::oid::Oid"), "Oid");
    }
}
