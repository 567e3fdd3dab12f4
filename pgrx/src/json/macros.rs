// SPDX-License-Identifier: PostgreSQL
//! The [`json!`](crate::json::json!) macro. It is re-exported under its name, because a macro of that name at the root
//! could only be imported together with the module.

/// A JSON value, written as JSON with Rust's values in it. Variables are not moved.
///
/// ```
/// let (name, keys) = ("Ada".to_string(), vec![1, 2]);
/// let value = pgrx::json!({"name": name, "keys": keys, "nested": {"none": null, "sum": 1 + 2}, (&*name): []});
/// assert_eq!(value.to_string(), r#"{"Ada":[],"keys":[1,2],"name":"Ada","nested":{"none":null,"sum":3}}"#);
/// ```
#[macro_export]
macro_rules! json_value {
    (null) => {
        $crate::json::Value::Null
    };
    ([$($elements:tt)*]) => {
        $crate::json::Value::Array($crate::json_internal!(@array [] $($elements)*))
    };
    ({$($members:tt)*}) => {{
        #[allow(unused_mut)]
        let mut members = $crate::json::Map::new();
        $crate::json_internal!(@object members [] $($members)*);
        $crate::json::Value::Object(members)
    }};
    ($value:expr) => {
        $crate::json::ToJson::to_json(&$value)
    };
}

/// One element or member a step. What starts like JSON but goes on (`[1].len()`) is an expression.
#[doc(hidden)]
#[macro_export]
macro_rules! json_internal {
    (@array [$($done:expr,)*]) => {
        ::std::vec::Vec::from([$($done,)*])
    };
    (@array [$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::json_internal!(@array [$($done,)* $crate::json_value!(null),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] [$($inside:tt)*] $(, $($rest:tt)*)?) => {
        $crate::json_internal!(@array [$($done,)* $crate::json_value!([$($inside)*]),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] {$($inside:tt)*} $(, $($rest:tt)*)?) => {
        $crate::json_internal!(@array [$($done,)* $crate::json_value!({$($inside)*}),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] $next:expr $(, $($rest:tt)*)?) => {
        $crate::json_internal!(@array [$($done,)* $crate::json_value!($next),] $($($rest)*)?)
    };

    (@object $map:ident []) => {};
    (@object $map:ident [$($key:tt)+] : null $(, $($rest:tt)*)?) => {
        $map.insert(($($key)+).into(), $crate::json_value!(null));
        $crate::json_internal!(@object $map [] $($($rest)*)?);
    };
    (@object $map:ident [$($key:tt)+] : [$($inside:tt)*] $(, $($rest:tt)*)?) => {
        $map.insert(($($key)+).into(), $crate::json_value!([$($inside)*]));
        $crate::json_internal!(@object $map [] $($($rest)*)?);
    };
    (@object $map:ident [$($key:tt)+] : {$($inside:tt)*} $(, $($rest:tt)*)?) => {
        $map.insert(($($key)+).into(), $crate::json_value!({$($inside)*}));
        $crate::json_internal!(@object $map [] $($($rest)*)?);
    };
    (@object $map:ident [$($key:tt)+] : $value:expr $(, $($rest:tt)*)?) => {
        $map.insert(($($key)+).into(), $crate::json_value!($value));
        $crate::json_internal!(@object $map [] $($($rest)*)?);
    };
    (@object $map:ident [$($key:tt)*] $next:tt $($rest:tt)*) => {
        $crate::json_internal!(@object $map [$($key)* $next] $($rest)*);
    };
}

#[cfg(test)]
mod tests {
    use crate::json::{json, Value};

    #[test]
    fn every_form_is_taken() {
        assert_eq!(json!([]).to_string(), "[]");
        assert_eq!(json!({}).to_string(), "{}");
        assert_eq!(
            json!([1, [2, [3,],], {"a": {}}, null, [7, 8].len(), -1,]).to_string(),
            "[1,[2,[3]],{\"a\":{}},null,2,-1]"
        );
        let key = String::from("k");
        let value =
            json!({"a": null, (&*key): [null], key.to_uppercase(): if key.is_empty() { 1 } else { 2 }, "z": "é",});
        assert_eq!(value.to_string(), r#"{"K":2,"a":null,"k":[null],"z":"é"}"#);
        assert_eq!(json!(Value::Null), json!(null));
        assert_eq!(json!(true), Value::Bool(true));
    }
}
