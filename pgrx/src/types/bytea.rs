// SPDX-License-Identifier: PostgreSQL
//! bytea.

use crate::abi::{Argument, Return};
use crate::datum::{Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::entry::{BlockArgument, IntoReturn};
use crate::kept::Kept;
use crate::oid::{BuiltinOid, Oid};

/// Keeps a result that the function owned until the host has copied it.
#[inline]
pub(super) fn keep(result: Vec<u8>) -> Return {
    static RESULT: Kept<Vec<u8>> = Kept::new();
    RESULT.replace(result, |bytes| Return::bytes(bytes))
}

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
        keep(self)
    }
}

/// What is borrowed is an argument, a static or kept by something that outlives the call: it is read where it lies.
impl IntoReturn for &[u8] {
    fn into_return(self) -> Return {
        Return::bytes(self)
    }
}

macro_rules! bytea_datum {
    ($type:ty) => {
        impl IntoDatum for $type {
            fn into_datum(self) -> Option<Datum> {
                Some(Datum::new(Self::type_oid(), Payload::Bytes(Vec::from(self))))
            }

            fn type_oid() -> Oid {
                BuiltinOid::BYTEAOID.value()
            }
        }
    };
}

bytea_datum!(&[u8]);
bytea_datum!(Vec<u8>);

impl FromDatum for Vec<u8> {
    fn try_from_datum(datum: Datum) -> Result<Vec<u8>, TryFromDatumError> {
        let actual = datum.type_oid();
        match datum.into_payload() {
            Payload::Bytes(bytes) if actual == Self::type_oid() => Ok(bytes),
            _ => Err(TryFromDatumError::incompatible::<Vec<u8>>(actual)),
        }
    }
}
