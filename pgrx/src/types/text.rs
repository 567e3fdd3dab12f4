// SPDX-License-Identifier: PostgreSQL
//! text, and whatever crosses as text. The host checks both ways that text is valid UTF-8.

use crate::abi::{Argument, PayloadKind, Return};
use crate::datum::{Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::entry::{self, BlockArgument, IntoReturn};
use crate::oid::{BuiltinOid, Oid};
use crate::payload::{Content, FromRaw, Raw};
use crate::types::may_cross_as_text;

// SAFETY: the reference has the block's lifetime.
unsafe impl<'a> BlockArgument<'a> for &'a str {
    #[inline]
    unsafe fn from_block(argument: &Argument) -> &'a str {
        // SAFETY: the host made the payload of text, which is valid UTF-8, for 'a.
        unsafe { std::str::from_utf8_unchecked(<&'a [u8]>::from_block(argument)) }
    }
}

// SAFETY: owns what it holds.
unsafe impl<'a> BlockArgument<'a> for String {
    #[inline]
    unsafe fn from_block(argument: &Argument) -> String {
        // SAFETY: as the caller promises.
        unsafe { <&str>::from_block(argument) }.to_owned()
    }
}

impl IntoReturn for String {
    fn into_return(self) -> Return {
        entry::return_bytes(self.into_bytes())
    }
}

/// What is borrowed is an argument, a static or kept by something that outlives the call: it is read where it lies.
impl IntoReturn for &str {
    fn into_return(self) -> Return {
        Return::bytes(self.as_bytes())
    }
}

// SAFETY: says that it borrows.
unsafe impl<'a> FromRaw<'a> for &'a str {
    const BORROWS: bool = true;

    fn from_raw(raw: Raw<'a>) -> Result<&'a str, TryFromDatumError> {
        let Some(bytes) = raw.payload(PayloadKind::Text) else {
            return Err(TryFromDatumError::incompatible::<&str>(raw.type_oid()));
        };
        std::str::from_utf8(bytes).map_err(|_| not_utf8(raw.type_oid()))
    }
}

#[cold]
fn not_utf8(actual: Oid) -> TryFromDatumError {
    TryFromDatumError::invalid::<&str>(actual, "it is not UTF-8")
}

// SAFETY: owns what it holds.
unsafe impl<'a> FromRaw<'a> for String {
    const BORROWS: bool = false;

    fn from_raw(raw: Raw<'a>) -> Result<String, TryFromDatumError> {
        if raw.payload(PayloadKind::Text).is_none() {
            return Err(TryFromDatumError::incompatible::<String>(raw.type_oid()));
        }
        <&str>::from_raw(raw).map(str::to_owned)
    }
}

macro_rules! text_datum {
    ($type:ty) => {
        impl IntoDatum for $type {
            fn into_datum(self) -> Option<Datum> {
                let bytes = String::from(self).into_bytes();
                Some(Datum::of_kind(Self::type_oid(), PayloadKind::Text, bytes))
            }

            #[inline]
            fn lend<R>(self, take: impl FnOnce(Option<Raw<'_>>) -> R) -> R {
                let content = Content::Payload(PayloadKind::Text, self.as_bytes());
                take(Some(Raw::new(Self::type_oid(), content)))
            }

            #[inline]
            fn type_oid() -> Oid {
                BuiltinOid::TEXTOID.value()
            }

            fn is_compatible_with(other: Oid) -> bool {
                may_cross_as_text(other)
            }
        }
    };
}

text_datum!(&str);
text_datum!(&String);
text_datum!(String);

/// The text stays in memory as long as the function does, because nothing tells how long the reference is used: a static,
/// a set that is not at its end, or an aggregate's state may hold it beyond the call. Prefer `String`.
impl FromDatum for &str {
    fn try_from_datum(datum: Datum) -> Result<Self, TryFromDatumError> {
        String::try_from_datum(datum).map(|text| &*text.leak())
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<Self, TryFromDatumError> {
        String::from_raw(raw).map(|text| &*text.leak())
    }
}

impl FromDatum for String {
    fn try_from_datum(datum: Datum) -> Result<String, TryFromDatumError> {
        let actual = datum.type_oid();
        let is_text = datum.raw().payload(PayloadKind::Text).is_some();
        match datum.into_payload() {
            Payload::Bytes(bytes) if is_text => String::from_utf8(bytes).map_err(|_| not_utf8(actual)),
            _ => Err(TryFromDatumError::incompatible::<String>(actual)),
        }
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<String, TryFromDatumError> {
        String::from_raw(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_read_in_place() {
        let text = "größe";
        let argument = Argument { value: text.as_ptr() as u64, meta: text.len() as u64 };
        // SAFETY: made of a text that lives on.
        let read = unsafe { <&str>::from_block(&argument) };
        assert_eq!((read, read.as_ptr()), (text, text.as_ptr()));
    }

    #[test]
    fn an_empty_text_needs_no_address_and_a_null_is_none() {
        let empty = Argument { value: 0, meta: 0 };
        let null = Argument { value: 0, meta: 1 << 63 };
        // SAFETY: neither has a payload.
        unsafe {
            assert_eq!(<&str>::from_block(&empty), "");
            assert_eq!(Option::<String>::from_block(&empty), Some(String::new()));
            assert_eq!(Option::<&str>::from_block(&null), None);
        }
    }

    #[test]
    fn an_owned_result_outlives_the_call() {
        let returned = String::from("kept").into_return();
        assert_eq!(returned.tag, 4 << 8);
        // SAFETY: the payload was kept.
        let bytes = unsafe { std::slice::from_raw_parts(returned.value as *const u8, 4) };
        assert_eq!(bytes, b"kept");
        let empty = String::new().into_return();
        assert!(empty.value > 1 && empty.tag == 0);
    }
}
