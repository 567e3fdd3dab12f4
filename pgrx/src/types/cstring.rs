// SPDX-License-Identifier: PostgreSQL
//! cstring: text that ends with a NUL. Results leave without it.

use std::ffi::{CStr, CString};

use crate::abi::{Argument, PayloadKind};
use crate::datum::{Datum, FromDatum, IntoDatum, TryFromDatumError};
use crate::entry::{self, BlockArgument};
use crate::oid::{BuiltinOid, Oid};
use crate::payload::{FromRaw, Raw};
use crate::types::may_cross_as_text;

// SAFETY: the reference has the block's lifetime.
unsafe impl<'a> BlockArgument<'a> for &'a CStr {
    unsafe fn from_block(argument: &Argument) -> &'a CStr {
        // SAFETY: as the caller promises.
        let raw = unsafe { Raw::of_argument(argument, <&CStr>::type_oid()) };
        entry::accepted(<&CStr>::from_raw(raw))
    }
}

// SAFETY: says that it borrows.
unsafe impl<'a> FromRaw<'a> for &'a CStr {
    const BORROWS: bool = true;

    fn from_raw(raw: Raw<'a>) -> Result<&'a CStr, TryFromDatumError> {
        let Some(bytes) = raw.payload(PayloadKind::Text) else {
            return Err(TryFromDatumError::incompatible::<&CStr>(raw.type_oid()));
        };
        CStr::from_bytes_with_nul(bytes)
            .map_err(|_| TryFromDatumError::invalid::<&CStr>(raw.type_oid(), "it does not end with its only NUL"))
    }
}

impl FromDatum for CString {
    fn try_from_datum(datum: Datum) -> Result<CString, TryFromDatumError> {
        CString::try_from_raw(datum.raw())
    }

    /// Other text than that of cstring comes without a NUL.
    fn try_from_raw(raw: Raw<'_>) -> Result<CString, TryFromDatumError> {
        let Some(bytes) = raw.payload(PayloadKind::Text) else {
            return Err(TryFromDatumError::incompatible::<CString>(raw.type_oid()));
        };
        CString::new(bytes.strip_suffix(&[0]).unwrap_or(bytes))
            .map_err(|_| TryFromDatumError::invalid::<CString>(raw.type_oid(), "there is a NUL in it"))
    }
}

macro_rules! cstring_datum {
    ($type:ty) => {
        impl IntoDatum for $type {
            fn into_datum(self) -> Option<Datum> {
                let bytes = CString::from(self).into_bytes();
                Some(Datum::of_kind(Self::type_oid(), PayloadKind::Text, bytes))
            }

            fn type_oid() -> Oid {
                BuiltinOid::CSTRINGOID.value()
            }

            fn is_compatible_with(other: Oid) -> bool {
                may_cross_as_text(other)
            }
        }
    };
}

cstring_datum!(&CStr);
cstring_datum!(CString);
crossing!(CString);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Content;

    fn raw(bytes: &[u8]) -> Raw<'_> {
        Raw::new(BuiltinOid::CSTRINGOID.value(), Content::Payload(PayloadKind::Text, bytes))
    }

    #[test]
    fn an_argument_is_read_in_place_and_an_owned_one_without_its_nul() {
        assert_eq!(<&CStr>::from_raw(raw(b"ab\0")), Ok(c"ab"));
        assert_eq!(CString::try_from_raw(raw(b"ab\0")), Ok(c"ab".into()));
        assert_eq!(CString::try_from_raw(raw(b"ab")), Ok(c"ab".into()));
        assert!(<&CStr>::from_raw(raw(b"ab")).is_err());
        assert!(<&CStr>::from_raw(raw(b"a\0b\0")).is_err());
        assert!(CString::try_from_raw(raw(b"a\0b")).is_err());
    }
}
