// SPDX-License-Identifier: PostgreSQL
//! bytea.

use crate::abi::{Argument, PayloadKind, Return};
use crate::datum::{Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::entry::{self, BlockArgument, IntoReturn};
use crate::oid::{BuiltinOid, Oid};
use crate::payload::{Content, FromRaw, Raw};

// SAFETY: the reference has the block's lifetime.
unsafe impl<'a> BlockArgument<'a> for &'a [u8] {
    #[inline]
    unsafe fn from_block(argument: &Argument) -> &'a [u8] {
        if argument.len() == 0 {
            return &[];
        }
        // SAFETY: the host put that many bytes there for 'a.
        unsafe { std::slice::from_raw_parts(argument.value as *const u8, argument.len()) }
    }
}

// SAFETY: owns what it holds.
unsafe impl<'a> BlockArgument<'a> for Vec<u8> {
    #[inline]
    unsafe fn from_block(argument: &Argument) -> Vec<u8> {
        // SAFETY: as the caller promises.
        unsafe { <&[u8]>::from_block(argument) }.to_vec()
    }
}

impl IntoReturn for Vec<u8> {
    fn into_return(self) -> Return {
        entry::return_bytes(self)
    }
}

/// What is borrowed is an argument, a static or kept by something that outlives the call: it is read where it lies.
impl IntoReturn for &[u8] {
    fn into_return(self) -> Return {
        Return::bytes(self)
    }
}

// SAFETY: says that it borrows.
unsafe impl<'a> FromRaw<'a> for &'a [u8] {
    const BORROWS: bool = true;

    fn from_raw(raw: Raw<'a>) -> Result<&'a [u8], TryFromDatumError> {
        raw.payload(PayloadKind::Bytes).ok_or_else(|| TryFromDatumError::incompatible::<&[u8]>(raw.type_oid()))
    }
}

// SAFETY: owns what it holds.
unsafe impl<'a> FromRaw<'a> for Vec<u8> {
    const BORROWS: bool = false;

    fn from_raw(raw: Raw<'a>) -> Result<Vec<u8>, TryFromDatumError> {
        <&[u8]>::from_raw(raw).map(<[u8]>::to_vec)
    }
}

macro_rules! bytea_datum {
    ($type:ty) => {
        impl IntoDatum for $type {
            fn into_datum(self) -> Option<Datum> {
                Some(Datum::new(Self::type_oid(), Payload::Bytes(Vec::from(self))))
            }

            #[inline]
            fn lend<R>(self, take: impl FnOnce(Option<Raw<'_>>) -> R) -> R {
                let content = Content::Payload(PayloadKind::Bytes, &self);
                take(Some(Raw::new(Self::type_oid(), content)))
            }

            #[inline]
            fn type_oid() -> Oid {
                BuiltinOid::BYTEAOID.value()
            }
        }
    };
}

bytea_datum!(&[u8]);
bytea_datum!(Vec<u8>);

/// The bytes stay in memory as long as the function does: prefer `Vec<u8>`.
impl FromDatum for &[u8] {
    fn try_from_datum(datum: Datum) -> Result<Self, TryFromDatumError> {
        <Vec<u8>>::try_from_datum(datum).map(|bytes| &*bytes.leak())
    }
}

impl FromDatum for Vec<u8> {
    fn try_from_datum(datum: Datum) -> Result<Vec<u8>, TryFromDatumError> {
        let actual = datum.type_oid();
        match datum.into_payload() {
            Payload::Bytes(bytes) if actual == Self::type_oid() => Ok(bytes),
            _ => Err(TryFromDatumError::incompatible::<Vec<u8>>(actual)),
        }
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<Vec<u8>, TryFromDatumError> {
        <Vec<u8>>::from_raw(raw)
    }
}
