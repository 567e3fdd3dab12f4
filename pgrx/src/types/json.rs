// SPDX-License-Identifier: PostgreSQL
//! json and jsonb.

use crate::abi::PayloadKind;
use crate::datum::{Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::json::Value;
use crate::oid::{BuiltinOid, Oid};
use crate::payload::Raw;

/// A `json`. Names are sorted and the last of equal ones counts; [`JsonString`] has the text as it is.
///
/// ```
/// # use pgrx::prelude::*;
/// let json = Json(pgrx::json!({"answer": 42}));
/// assert_eq!(json.0["answer"].as_i64(), Some(42));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json(pub Value);

/// A `jsonb`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonB(pub Value);

/// A `json` as its text, which is not looked into here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonString(pub String);

/// In front of the text, in the form of jsonb's send function.
const JSONB_VERSION: u8 = 1;

fn text_of<'a, T>(bytes: &'a [u8], actual: Oid) -> Result<&'a str, TryFromDatumError> {
    std::str::from_utf8(bytes).map_err(|error| TryFromDatumError::invalid::<T>(actual, error.to_string()))
}

fn parsed<T>(bytes: &[u8], actual: Oid) -> Result<Value, TryFromDatumError> {
    let text = text_of::<T>(bytes, actual)?;
    text.parse().map_err(|error: crate::json::Error| TryFromDatumError::invalid::<T>(actual, error.to_string()))
}

/// The text of a `json`.
fn json_payload<'a, T: IntoDatum>(raw: Raw<'a>) -> Result<&'a [u8], TryFromDatumError> {
    match raw.payload(PayloadKind::Text) {
        Some(bytes) if T::is_compatible_with(raw.type_oid()) => Ok(bytes),
        _ => Err(TryFromDatumError::incompatible::<T>(raw.type_oid())),
    }
}

impl FromDatum for Json {
    fn try_from_datum(datum: Datum) -> Result<Json, TryFromDatumError> {
        Json::try_from_raw(datum.raw())
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<Json, TryFromDatumError> {
        parsed::<Json>(json_payload::<Json>(raw)?, raw.type_oid()).map(Json)
    }
}

impl FromDatum for JsonString {
    fn try_from_datum(datum: Datum) -> Result<JsonString, TryFromDatumError> {
        JsonString::try_from_raw(datum.raw())
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<JsonString, TryFromDatumError> {
        let text = text_of::<JsonString>(json_payload::<JsonString>(raw)?, raw.type_oid())?;
        Ok(JsonString(text.to_string()))
    }
}

impl FromDatum for JsonB {
    fn try_from_datum(datum: Datum) -> Result<JsonB, TryFromDatumError> {
        JsonB::try_from_raw(datum.raw())
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<JsonB, TryFromDatumError> {
        let actual = raw.type_oid();
        match raw.payload(PayloadKind::Wire) {
            Some([JSONB_VERSION, text @ ..]) if JsonB::is_compatible_with(actual) => {
                parsed::<JsonB>(text, actual).map(JsonB)
            }
            _ => Err(TryFromDatumError::incompatible::<JsonB>(actual)),
        }
    }
}

macro_rules! json_datum {
    ($type:ty, $oid:ident, |$value:ident| $bytes:expr) => {
        impl IntoDatum for $type {
            fn into_datum(self) -> Option<Datum> {
                let $value = self.0;
                Some(Datum::new(Self::type_oid(), Payload::Bytes($bytes)))
            }

            fn type_oid() -> Oid {
                BuiltinOid::$oid.value()
            }
        }

        crate::types::crossing!($type);
    };
}

json_datum!(Json, JSONOID, |value| value.to_string().into_bytes());
json_datum!(JsonString, JSONOID, |text| text.into_bytes());
json_datum!(JsonB, JSONBOID, |value| format!("{}{value}", char::from(JSONB_VERSION)).into_bytes());

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::json;

    #[test]
    fn values_cross_as_text_with_a_version_for_jsonb() {
        let value = json!({"a": [1, "é"]});
        let datum = JsonB(value.clone()).into_datum().unwrap();
        assert!(
            matches!(datum.clone().into_payload(), Payload::Bytes(bytes) if bytes == "\u{1}{\"a\":[1,\"é\"]}".as_bytes())
        );
        assert_eq!(JsonB::try_from_datum(datum), Ok(JsonB(value.clone())));
        let datum = Json(value.clone()).into_datum().unwrap();
        assert_eq!(Json::try_from_datum(datum), Ok(Json(value)));
    }

    #[test]
    fn a_text_stays_as_it_is() {
        let text = "{\"b\": 1.00, \"a\" :2, \"b\":3}";
        let datum = JsonString(text.to_string()).into_datum().unwrap();
        assert_eq!(JsonString::try_from_datum(datum.clone()), Ok(JsonString(text.to_string())));
        assert_eq!(Json::try_from_datum(datum).unwrap().0.to_string(), "{\"a\":2,\"b\":3}");
    }

    #[test]
    fn json_and_jsonb_are_not_each_other() {
        assert!(JsonB::try_from_datum(Json(json!(1)).into_datum().unwrap()).is_err());
        assert!(Json::try_from_datum(JsonB(json!(1)).into_datum().unwrap()).is_err());
        assert!(Json::try_from_datum(JsonString("{".to_string()).into_datum().unwrap()).is_err());
    }
}
