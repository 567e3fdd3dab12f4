// SPDX-License-Identifier: PostgreSQL
//! Types that cross in the binary form of their send and receive functions.

use crate::wire::{Malformed, Reader, Writer};

/// Reads and writes what the type's send function makes.
pub(crate) trait WireForm: Sized {
    fn write(&self, writer: &mut Writer);
    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed>;
}

/// All of `bytes` as one value.
pub(crate) fn read_all<T: WireForm>(bytes: &[u8]) -> Result<T, Malformed> {
    let mut reader = Reader::new(bytes);
    let value = T::read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// The value as its send function would write it.
pub(crate) fn write_all<T: WireForm>(value: &T) -> Vec<u8> {
    const USUAL: usize = 32;
    let mut writer = Writer::with_capacity(USUAL);
    value.write(&mut writer);
    writer.finish()
}

/// Makes a type with a [`WireForm`] the Rust type of an SQL type, and of others that are sent alike.
macro_rules! wire_type {
    ($type:ty, $oid:ident $(or $alike:ident)*) => {
        impl $crate::datum::IntoDatum for $type {
            fn into_datum(self) -> Option<$crate::datum::Datum> {
                let payload = $crate::datum::Payload::Bytes($crate::types::wire_form::write_all(&self));
                Some($crate::datum::Datum::new(Self::type_oid(), payload))
            }

            fn type_oid() -> $crate::oid::Oid {
                $crate::oid::BuiltinOid::$oid.value()
            }

            fn is_compatible_with(other: $crate::oid::Oid) -> bool {
                other == Self::type_oid() $(|| other == $crate::oid::BuiltinOid::$alike.value())*
            }
        }

        impl $crate::datum::FromDatum for $type {
            fn try_from_datum(datum: $crate::datum::Datum) -> Result<$type, $crate::datum::TryFromDatumError> {
                Self::try_from_raw(datum.raw())
            }

            fn try_from_raw(raw: $crate::payload::Raw<'_>) -> Result<$type, $crate::datum::TryFromDatumError> {
                use $crate::datum::{IntoDatum, TryFromDatumError};
                let actual = raw.type_oid();
                match raw.payload($crate::abi::PayloadKind::Wire) {
                    Some(bytes) if Self::is_compatible_with(actual) => {
                        $crate::types::wire_form::read_all(bytes).map_err(|malformed| malformed.becoming::<$type>(actual))
                    }
                    _ => Err(TryFromDatumError::incompatible::<$type>(actual)),
                }
            }
        }

        $crate::types::crossing!($type);
    };
}

pub(crate) use wire_type;
