// SPDX-License-Identifier: PostgreSQL
//! The macros that make all of a type out of what is special to it.

/// Makes a type an argument, a result, an element of arrays and a field of rows, out of its `FromDatum` and
/// `IntoDatum`. With `: register`, for types that cross as datum bits, arguments may also arrive in registers.
macro_rules! crossing {
    ([$($generics:tt)*] $type:ty) => {
        $crate::types::argument!([$($generics)*] $type);
        $crate::types::element!([$($generics)*] $type);

        impl<$($generics)*> $crate::entry::IntoReturn for $type {
            #[inline]
            fn into_return(self) -> $crate::abi::Return {
                $crate::entry::return_datum($crate::datum::IntoDatum::into_datum(self))
            }
        }
    };
    ($type:ty: register) => {
        $crate::types::crossing!($type);

        impl $crate::entry::RegisterArgument for $type {
            #[inline]
            fn from_register(bits: u64) -> $type {
                let type_oid = <$type as $crate::datum::IntoDatum>::type_oid();
                let raw = $crate::payload::Raw::new(type_oid, $crate::payload::Content::Bits(bits));
                $crate::entry::accepted(<$type as $crate::datum::FromDatum>::try_from_raw(raw))
            }
        }
    };
    ($type:ty) => {
        $crate::types::crossing!([] $type);
    };
}
pub(crate) use crossing;

/// The part of [`crossing!`] that makes an argument.
macro_rules! argument {
    ([$($generics:tt)*] $type:ty) => {
        // SAFETY: `FromDatum` gives a value that is independent of what lies there.
        unsafe impl<'a, $($generics)*> $crate::entry::BlockArgument<'a> for $type {
            #[inline]
            unsafe fn from_block(argument: &$crate::abi::Argument) -> $type {
                let type_oid = <$type as $crate::datum::IntoDatum>::type_oid();
                // SAFETY: as the caller promises.
                let raw = unsafe { $crate::payload::Raw::of_argument(argument, type_oid) };
                $crate::entry::accepted(<$type as $crate::datum::FromDatum>::try_from_raw(raw))
            }
        }
    };
}
pub(crate) use argument;

/// The part of [`crossing!`] that makes an element of arrays and a field of rows.
macro_rules! element {
    ([$($generics:tt)*] $type:ty) => {
        // SAFETY: `FromDatum` gives a value that is independent of what lies there.
        unsafe impl<'a, $($generics)*> $crate::payload::FromRaw<'a> for $type {
            const BORROWS: bool = false;

            #[inline]
            fn from_raw(raw: $crate::payload::Raw<'a>) -> Result<$type, $crate::datum::TryFromDatumError> {
                <$type as $crate::datum::FromDatum>::try_from_raw(raw)
            }
        }
    };
}
pub(crate) use element;

/// Everything of a type that crosses as the bits of a datum. Results must have the bits that PostgreSQL's own macros
/// make (sign-extended integers), because it compares some values by their datum.
///
/// `by_value!(Type, TYPEOID or OTHEROID, |bits: u64| value, |value| bits)`; values of the other types fit, too.
macro_rules! by_value {
    ($type:ty, $oid:ident $(or $other:ident)*, $from_bits:expr, $into_bits:expr) => {
        impl $crate::entry::RegisterArgument for $type {
            #[inline(always)]
            fn from_register(bits: u64) -> $type {
                let convert: fn(u64) -> $type = $from_bits;
                convert(bits)
            }
        }

        // SAFETY: holds no reference.
        unsafe impl<'a> $crate::entry::BlockArgument<'a> for $type {
            #[inline(always)]
            unsafe fn from_block(argument: &$crate::abi::Argument) -> $type {
                <$type as $crate::entry::RegisterArgument>::from_register(argument.value)
            }
        }

        impl $crate::entry::IntoReturn for $type {
            #[inline(always)]
            fn into_return(self) -> $crate::abi::Return {
                let convert: fn($type) -> u64 = $into_bits;
                $crate::abi::Return::bits(convert(self))
            }
        }

        impl $crate::datum::IntoDatum for $type {
            #[inline]
            fn into_datum(self) -> Option<$crate::datum::Datum> {
                let convert: fn($type) -> u64 = $into_bits;
                let bits = $crate::datum::Payload::Bits(convert(self));
                Some($crate::datum::Datum::new(Self::type_oid(), bits))
            }

            #[inline]
            fn lend<R>(self, take: impl FnOnce(Option<$crate::payload::Raw<'_>>) -> R) -> R {
                let convert: fn($type) -> u64 = $into_bits;
                let bits = $crate::payload::Content::Bits(convert(self));
                take(Some($crate::payload::Raw::new(Self::type_oid(), bits)))
            }

            #[inline]
            fn type_oid() -> $crate::oid::Oid {
                $crate::oid::BuiltinOid::$oid.value()
            }

            #[inline]
            fn is_compatible_with(other: $crate::oid::Oid) -> bool {
                other == Self::type_oid() $(|| other == $crate::oid::BuiltinOid::$other.value())*
            }
        }

        impl $crate::datum::FromDatum for $type {
            fn try_from_datum(datum: $crate::datum::Datum) -> Result<$type, $crate::datum::TryFromDatumError> {
                Self::try_from_raw(datum.raw())
            }

            #[inline]
            fn try_from_raw(raw: $crate::payload::Raw<'_>) -> Result<$type, $crate::datum::TryFromDatumError> {
                use $crate::datum::{IntoDatum, TryFromDatumError};
                use $crate::entry::RegisterArgument;
                let actual = raw.type_oid();
                match raw.content() {
                    $crate::payload::Content::Bits(bits) if Self::is_compatible_with(actual) => {
                        Ok(<$type>::from_register($crate::types::widen(bits, actual)))
                    }
                    _ => Err(TryFromDatumError::incompatible::<$type>(actual)),
                }
            }
        }

        $crate::types::element!([] $type);
    };
}
pub(crate) use by_value;
