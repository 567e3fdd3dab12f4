// SPDX-License-Identifier: PostgreSQL
//! What the [`json!`](crate::json::json!) macro takes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use super::{Map, Number, Value};
use crate::types::inet::Inet;
use crate::types::numeric::{AnyNumeric, Numeric};
use crate::types::uuid::Uuid;

/// A type whose values can be JSON.
///
/// ```
/// use pgrx::json::{json, ToJson, Value};
/// struct Item { name: String, price: i64 }
/// impl ToJson for Item {
///     fn to_json(&self) -> Value {
///         json!({"name": self.name, "price": self.price})
///     }
/// }
/// let items = vec![Item { name: "bolt".to_string(), price: 5 }];
/// assert_eq!(json!({"items": items}).to_string(), r#"{"items":[{"name":"bolt","price":5}]}"#);
/// ```
pub trait ToJson {
    /// The value as JSON.
    fn to_json(&self) -> Value;
}

macro_rules! by_clone {
    ($($type:ty)*) => {$(
        impl ToJson for $type {
            fn to_json(&self) -> Value {
                Value::from(self.clone())
            }
        }
    )*};
}

by_clone!(() bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64 Number String Map<String, Value>);

macro_rules! by_text {
    ($($type:ty)*) => {$(
        impl ToJson for $type {
            fn to_json(&self) -> Value {
                Value::String(self.to_string())
            }
        }
    )*};
}

by_text!(str char Uuid Inet);

macro_rules! by_number {
    ($($type:ty)*) => {$(
        impl ToJson for $type {
            fn to_json(&self) -> Value {
                Value::Number(Number::from(*self))
            }
        }
    )*};
}

by_number!(i128 u128);

impl ToJson for Value {
    fn to_json(&self) -> Value {
        self.clone()
    }
}

/// With all its digits; NaN and infinities, which JSON does not have, are null.
impl ToJson for AnyNumeric {
    fn to_json(&self) -> Value {
        self.to_string().parse::<Number>().map_or(Value::Null, Value::Number)
    }
}

impl<const P: u32, const S: u32> ToJson for Numeric<P, S> {
    fn to_json(&self) -> Value {
        self.as_anynumeric().to_json()
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl<T: ToJson + ?Sized> ToJson for Box<T> {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl ToJson for Cow<'_, str> {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_json)
    }
}

fn array<'a, T: ToJson + 'a>(elements: impl IntoIterator<Item = &'a T>) -> Value {
    Value::Array(elements.into_iter().map(T::to_json).collect())
}

impl<T: ToJson> ToJson for [T] {
    fn to_json(&self) -> Value {
        array(self)
    }
}

impl<T: ToJson, const N: usize> ToJson for [T; N] {
    fn to_json(&self) -> Value {
        array(self)
    }
}

macro_rules! sequences {
    ($($type:ty)*) => {$(
        impl<T: ToJson> ToJson for $type {
            fn to_json(&self) -> Value {
                array(self)
            }
        }
    )*};
}

sequences!(Vec<T> VecDeque<T> BTreeSet<T> HashSet<T>);

impl<K: AsRef<str>, V: ToJson> ToJson for BTreeMap<K, V> {
    fn to_json(&self) -> Value {
        Value::Object(self.iter().map(|(name, value)| (name.as_ref().to_string(), value.to_json())).collect())
    }
}

impl<K: AsRef<str>, V: ToJson> ToJson for HashMap<K, V> {
    fn to_json(&self) -> Value {
        Value::Object(self.iter().map(|(name, value)| (name.as_ref().to_string(), value.to_json())).collect())
    }
}

macro_rules! tuples {
    ($($name:ident $index:tt),*) => {
        impl<$($name: ToJson),*> ToJson for ($($name,)*) {
            fn to_json(&self) -> Value {
                Value::Array(vec![$(self.$index.to_json()),*])
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{self, json};

    #[test]
    fn variables_are_not_moved() {
        let (name, list) = (String::from("x"), vec![1, 2]);
        let value = json!({"name": name, "list": list, "pair": (1, "b"), "none": None::<i32>});
        assert_eq!(value.to_string(), r#"{"list":[1,2],"name":"x","none":null,"pair":[1,"b"]}"#);
        assert_eq!((name.len(), list.len()), (1, 2));
    }

    #[test]
    fn numerics_keep_their_digits() {
        let number: AnyNumeric = "12345678901234567890.10".parse().unwrap();
        assert_eq!(json!([number, AnyNumeric::from(7)]).to_string(), "[12345678901234567890.10,7]");
        assert_eq!(json!("NaN".parse::<AnyNumeric>().unwrap()), Value::Null);
        assert_eq!(json!(u128::MAX).to_string(), u128::MAX.to_string());
    }

    #[test]
    fn maps_are_objects() {
        let map = HashMap::from([("a", 1)]);
        assert_eq!(json::to_string(&map), Ok(r#"{"a":1}"#.to_string()));
        assert_eq!(json::to_value(BTreeMap::from([(String::from("b"), 'c')])), Ok(json!({"b": "c"})));
    }
}
