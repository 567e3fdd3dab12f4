// SPDX-License-Identifier: PostgreSQL
//! From Rust's values, and comparisons with them.

use std::borrow::Cow;

use super::{Map, Number, Value};

impl From<()> for Value {
    fn from((): ()) -> Value {
        Value::Null
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Value {
        Value::Number(number)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::String(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::String(text.to_string())
    }
}

impl From<Cow<'_, str>> for Value {
    fn from(text: Cow<'_, str>) -> Value {
        Value::String(text.into_owned())
    }
}

impl From<Map<String, Value>> for Value {
    fn from(members: Map<String, Value>) -> Value {
        Value::Object(members)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, T::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(elements: Vec<T>) -> Value {
        elements.into_iter().collect()
    }
}

impl<T: Into<Value> + Clone> From<&[T]> for Value {
    fn from(elements: &[T]) -> Value {
        elements.iter().cloned().collect()
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(elements: [T; N]) -> Value {
        elements.into_iter().collect()
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Value {
        Value::Array(elements.into_iter().map(T::into).collect())
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Value {
        Value::Object(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl PartialEq<str> for Value {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == Some(text)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == Some(*text)
    }
}

impl PartialEq<String> for Value {
    fn eq(&self, text: &String) -> bool {
        self.as_str() == Some(text)
    }
}

macro_rules! mirrored {
    ($($type:ty)*) => {$(
        impl PartialEq<Value> for $type {
            fn eq(&self, value: &Value) -> bool {
                value == self
            }
        }
    )*};
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Value {
                Value::Number(value.into())
            }
        }

        impl PartialEq<$type> for Value {
            fn eq(&self, other: &$type) -> bool {
                self.as_number().is_some_and(|number| *number == Number::from(*other))
            }
        }

        mirrored!($type);
    )*};
}

macro_rules! floats {
    ($($type:ty)*) => {$(
        /// Infinities and NaN, which JSON does not have, become null.
        impl From<$type> for Value {
            fn from(value: $type) -> Value {
                Number::from_f64(value.into()).map_or(Value::Null, Value::Number)
            }
        }

        impl PartialEq<$type> for Value {
            fn eq(&self, other: &$type) -> bool {
                self.as_f64() == Some(f64::from(*other))
            }
        }

        mirrored!($type);
    )*};
}

impl PartialEq<bool> for Value {
    fn eq(&self, other: &bool) -> bool {
        self.as_bool() == Some(*other)
    }
}

mirrored!(str &str String bool);
integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
floats!(f32 f64);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::json;

    #[test]
    fn rust_values_become_json() {
        assert_eq!(Value::from(vec![Some(1u8), None]), json!([1, null]));
        assert_eq!(Value::from([1.5, f64::NAN]), json!([1.5, null]));
        assert_eq!(
            ["a", "b"].into_iter().map(|name| (name, name.len())).collect::<Value>(),
            json!({"a": 1, "b": 1})
        );
        assert_eq!(Value::from(()), Value::Null);
        assert_eq!(Value::from(&["x"][..]), json!(["x"]));
    }

    #[test]
    fn json_compares_with_rust_values() {
        assert!(json!("a") == "a" && "a" == json!("a") && json!("a") == String::from("a"));
        assert!(json!(1) == 1u64 && json!(-1) == -1i8 && 2 == json!(2) && json!(1) != -1);
        assert!(json!(0.5) == 0.5 && json!(true) == true && json!(1) != true && json!(null) != 0);
    }
}
