// SPDX-License-Identifier: PostgreSQL
//! Enums of SQL as enums of Rust: [`sql_enum!`](crate::sql_enum), which the generated source of functions contains.

use std::fmt;

use crate::abi::{Argument, PayloadKind};
use crate::datum::{Datum, TryFromDatumError};
use crate::oid::Oid;
use crate::payload::Raw;
use crate::types::may_cross_as_text;

/// What [`sql_enum!`](crate::sql_enum) says of an enum.
pub trait SqlEnum: Copy + Sized + 'static {
    /// The name of the SQL type.
    const TYPE_NAME: &'static str;

    /// All values in the order of the SQL type.
    const ALL: &'static [Self];

    /// The label of the SQL type's value.
    fn label(self) -> &'static str;

    /// The value of that label.
    fn from_label(label: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.label() == label)
    }
}

/// A text that is no label of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLabel {
    type_name: &'static str,
    text: String,
}

impl UnknownLabel {
    /// `text` is no label of `T`.
    #[doc(hidden)]
    pub fn of<T: SqlEnum>(text: &str) -> UnknownLabel {
        UnknownLabel { type_name: T::TYPE_NAME, text: text.to_string() }
    }
}

impl fmt::Display for UnknownLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid input value for enum {}: \"{}\"", self.type_name, self.text)
    }
}

impl std::error::Error for UnknownLabel {}

/// The value of a label on its way in.
#[doc(hidden)]
pub fn from_raw<T: SqlEnum>(raw: Raw<'_>) -> Result<T, TryFromDatumError> {
    let unknown = |label: &[u8]| {
        let shown = String::from_utf8_lossy(label);
        let reason = format!("\"{shown}\" was no label of {} when the function was compiled", T::TYPE_NAME);
        TryFromDatumError::invalid::<T>(raw.type_oid(), reason)
    };
    let Some(label) = raw.payload(PayloadKind::Text) else {
        return Err(TryFromDatumError::incompatible_with::<T>(Oid::INVALID, raw.type_oid()));
    };
    std::str::from_utf8(label).ok().and_then(T::from_label).ok_or_else(|| unknown(label))
}

/// # Safety
/// As of [`Raw::of_argument`].
#[doc(hidden)]
pub unsafe fn from_argument<T: SqlEnum>(argument: &Argument) -> T {
    // SAFETY: as the caller promises.
    crate::entry::accepted(from_raw(unsafe { Raw::of_argument(argument, Oid::INVALID) }))
}

/// The label on its way out.
#[doc(hidden)]
pub fn into_datum<T: SqlEnum>(value: T) -> Option<Datum> {
    Some(Datum::of_kind(Oid::INVALID, PayloadKind::Text, value.label().as_bytes().to_vec()))
}

/// What someone created, or text.
#[doc(hidden)]
pub fn is_compatible_with(other: Oid) -> bool {
    may_cross_as_text(other)
}

/// Makes an enum of SQL an enum of Rust, which is an argument, a result, an element and a field. The source of a
/// function has it for each enum in its signature.
///
/// Values compare in the order of the SQL type. [`SqlEnum`] gives their labels; `Display` and `FromStr` do, too.
///
/// ```
/// pgrx::sql_enum! {
///     pub enum Mood { Sad = "sad", Ok = "ok", Happy = "very happy" }
///     type mood;
/// }
/// assert!(Mood::Sad < Mood::Happy);
/// assert_eq!(Mood::Happy.to_string(), "very happy");
/// assert_eq!("ok".parse(), Ok(Mood::Ok));
/// ```
#[macro_export]
#[allow_internal_unsafe]
macro_rules! sql_enum {
    (@name $name:literal) => { $name };
    (@name $($name:tt)+) => { ::core::stringify!($($name)+) };
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident { $($variant:ident = $label:literal),* $(,)? }
        type $sql:tt $(. $rest:tt)*;
    ) => {
        $(#[$meta])*
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        #[allow(non_camel_case_types, dead_code)]
        $visibility enum $name { $($variant),* }

        impl $crate::SqlEnum for $name {
            const TYPE_NAME: &'static str = ::core::concat!($crate::sql_enum!(@name $sql) $(, ".", $crate::sql_enum!(@name $rest))*);
            const ALL: &'static [$name] = &[$($name::$variant),*];

            fn label(self) -> &'static str {
                match self {
                    $($name::$variant => $label,)*
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad($crate::SqlEnum::label(*self))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownLabel;

            fn from_str(text: &str) -> ::core::result::Result<$name, $crate::UnknownLabel> {
                <$name as $crate::SqlEnum>::from_label(text).ok_or_else(|| $crate::UnknownLabel::of::<$name>(text))
            }
        }

        impl $crate::IntoDatum for $name {
            fn into_datum(self) -> ::core::option::Option<$crate::Datum> {
                $crate::sql_enums::into_datum(self)
            }

            fn type_oid() -> $crate::Oid {
                $crate::Oid::INVALID
            }

            fn is_compatible_with(other: $crate::Oid) -> bool {
                $crate::sql_enums::is_compatible_with(other)
            }
        }

        impl $crate::FromDatum for $name {
            fn try_from_datum(
                datum: $crate::Datum,
            ) -> ::core::result::Result<$name, $crate::datum::TryFromDatumError> {
                $crate::sql_enums::from_raw(datum.raw())
            }

            fn try_from_raw(
                raw: $crate::payload::Raw<'_>,
            ) -> ::core::result::Result<$name, $crate::datum::TryFromDatumError> {
                $crate::sql_enums::from_raw(raw)
            }
        }

        // SAFETY: holds no reference.
        unsafe impl<'a> $crate::payload::FromRaw<'a> for $name {
            const BORROWS: bool = false;

            fn from_raw(
                raw: $crate::payload::Raw<'a>,
            ) -> ::core::result::Result<$name, $crate::datum::TryFromDatumError> {
                $crate::sql_enums::from_raw(raw)
            }
        }

        // SAFETY: as above.
        unsafe impl<'a> $crate::entry::BlockArgument<'a> for $name {
            unsafe fn from_block(argument: &$crate::abi::Argument) -> $name {
                // SAFETY: as the caller promises.
                unsafe { $crate::sql_enums::from_argument(argument) }
            }
        }

        impl $crate::entry::IntoReturn for $name {
            fn into_return(self) -> $crate::abi::Return {
                $crate::abi::Return::bytes($crate::SqlEnum::label(self).as_bytes())
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    crate::sql_enum! {
        pub enum Mood { Sad = "sad", Ok = "ok", Happy = "very \"happy\"" }
        type "Feelings"."Mood";
    }

    crate::sql_enum! {
        enum Nothing {}
        type nothing;
    }

    #[test]
    fn values_are_their_labels() {
        assert_eq!(Mood::Happy.to_string(), "very \"happy\"");
        assert_eq!("ok".parse::<Mood>(), Ok(Mood::Ok));
        let error = "OK".parse::<Mood>().unwrap_err();
        assert_eq!(error.to_string(), "invalid input value for enum Feelings.Mood: \"OK\"");
        assert_eq!(format!("{:>5}", Mood::Ok), "   ok");
        assert!(Mood::Sad < Mood::Ok && Mood::ALL.is_sorted());
        let error = "x".parse::<Nothing>().unwrap_err();
        assert_eq!(error.to_string(), "invalid input value for enum nothing: \"x\"");
    }

    #[test]
    fn values_are_arguments_elements_and_parameters() {
        let label = "sad";
        let argument = Argument::payload(PayloadKind::Text, label.as_ptr() as u64, 3);
        // SAFETY: made of a text that lives on.
        assert_eq!(unsafe { <Mood as crate::entry::BlockArgument>::from_block(&argument) }, Mood::Sad);
        let moods = vec![Some(Mood::Happy), None].into_datum().unwrap();
        let array = Array::<Mood>::try_from_datum(moods).unwrap();
        assert_eq!(array.iter().collect::<Vec<_>>(), [Some(Mood::Happy), None]);
        assert_eq!(Mood::try_from_datum("ok".into_datum().unwrap()), Ok(Mood::Ok));
        assert!(Mood::try_from_datum(3.into_datum().unwrap()).is_err());
    }

    #[test]
    fn a_label_that_came_later_is_an_error() {
        let error = Mood::try_from_datum("new".into_datum().unwrap()).unwrap_err();
        let shown = error.to_string();
        assert!(shown.contains("\"new\" was no label of Feelings.Mood when"), "{shown}");
    }
}
