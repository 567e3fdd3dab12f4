// SPDX-License-Identifier: PostgreSQL
//! JSON values with the names and the everyday functions of serde_json, for [`Json`](crate::Json) and
//! [`JsonB`](crate::JsonB). Unlike there, numbers are exact: what is neither i64 nor u64 keeps its text.
//!
//! ```
//! use pgrx::json::{self, json, Value};
//!
//! let order: Value = json::from_str(r#"{"item": "bolt", "prices": [1.10, 99999999999999999999.01]}"#).unwrap();
//! assert_eq!(order["item"], "bolt");
//! assert_eq!(order["prices"][1].to_string(), "99999999999999999999.01");
//! assert!(order["nothing"]["here"].is_null());
//! assert_eq!(order.pointer("/prices/0").and_then(Value::as_f64), Some(1.1));
//! let reply = json!({"ok": true, "item": order["item"], "rest": [null, 2.5, {}]});
//! assert_eq!(reply.to_string(), r#"{"item":"bolt","ok":true,"rest":[null,2.5,{}]}"#);
//! ```

mod convert;
mod index;
mod macros;
pub mod map;
mod number;
mod parse;
mod parse_string;
mod print;
mod to_json;
mod value;

pub use crate::json_value as json;
pub use index::Index;
pub use map::Map;
pub use number::Number;
pub use parse::Error;
pub use to_json::ToJson;

/// Any JSON value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Value>),
    Object(Map<String, Value>),
}

/// Reads a text; what comes out is mostly a [`Value`].
pub fn from_str<T: std::str::FromStr<Err = Error>>(text: &str) -> Result<T, Error> {
    text.parse()
}

/// Reads bytes, which must be UTF-8.
pub fn from_slice<T: std::str::FromStr<Err = Error>>(bytes: &[u8]) -> Result<T, Error> {
    std::str::from_utf8(bytes).map_err(|error| Error::not_utf8(bytes, error.valid_up_to()))?.parse()
}

/// The JSON value of a Rust value. It never fails; the result is there for compatibility.
pub fn to_value<T: ToJson>(value: T) -> Result<Value, Error> {
    Ok(value.to_json())
}

/// The JSON text of a Rust value, without blanks. It never fails; the result is there for compatibility.
pub fn to_string<T: ToJson + ?Sized>(value: &T) -> Result<String, Error> {
    Ok(value.to_json().to_string())
}

/// The JSON text of a Rust value, in lines. It never fails; the result is there for compatibility.
pub fn to_string_pretty<T: ToJson + ?Sized>(value: &T) -> Result<String, Error> {
    Ok(format!("{:#}", value.to_json()))
}

/// The bytes of [`to_string`].
pub fn to_vec<T: ToJson + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    to_string(value).map(String::into_bytes)
}
