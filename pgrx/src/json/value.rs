// SPDX-License-Identifier: PostgreSQL
//! Looking into values.

use super::{Index, Map, Number, Value};

impl Value {
    /// The element or member, if there is one.
    pub fn get<I: Index>(&self, index: I) -> Option<&Value> {
        index.find(self)
    }

    /// The element or member, to be changed.
    pub fn get_mut<I: Index>(&mut self, index: I) -> Option<&mut Value> {
        index.find_mut(self)
    }

    /// What a JSON pointer (RFC 6901) such as `/items/0/name` leads to; the empty one to the value itself.
    pub fn pointer(&self, pointer: &str) -> Option<&Value> {
        steps(pointer)?.try_fold(self, |value, step| match value {
            Value::Object(members) => members.get(&step),
            Value::Array(elements) => elements.get(element_number(&step)?),
            _ => None,
        })
    }

    /// The same, to be changed.
    pub fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Value> {
        steps(pointer)?.try_fold(self, |value, step| match value {
            Value::Object(members) => members.get_mut(&step),
            Value::Array(elements) => elements.get_mut(element_number(&step)?),
            _ => None,
        })
    }

    /// Takes the value out and leaves null.
    pub fn take(&mut self) -> Value {
        std::mem::take(self)
    }

    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Whether this is true or false.
    pub fn is_boolean(&self) -> bool {
        self.as_bool().is_some()
    }

    /// Whether this is a number.
    pub fn is_number(&self) -> bool {
        self.as_number().is_some()
    }

    /// Whether this is an integer that fits.
    pub fn is_i64(&self) -> bool {
        self.as_i64().is_some()
    }

    /// Whether this is an integer that fits.
    pub fn is_u64(&self) -> bool {
        self.as_u64().is_some()
    }

    /// Whether this is a number that is no integer, or too large for one.
    pub fn is_f64(&self) -> bool {
        self.as_number().is_some_and(Number::is_f64)
    }

    /// Whether this is a string.
    pub fn is_string(&self) -> bool {
        self.as_str().is_some()
    }

    /// Whether this is an array.
    pub fn is_array(&self) -> bool {
        self.as_array().is_some()
    }

    /// Whether this is an object.
    pub fn is_object(&self) -> bool {
        self.as_object().is_some()
    }

    /// Something if this is null.
    pub fn as_null(&self) -> Option<()> {
        self.is_null().then_some(())
    }

    /// The boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number, if it is an integer that fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::as_i64)
    }

    /// The number, if it is an integer that fits.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number().and_then(Number::as_u64)
    }

    /// The nearest float of the number.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number().and_then(Number::as_f64)
    }

    /// The string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements.
    pub fn as_array(&self) -> Option<&Vec<Value>> {
        match self {
            Value::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The elements, to be changed.
    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Value>> {
        match self {
            Value::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The members.
    pub fn as_object(&self) -> Option<&Map<String, Value>> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The members, to be changed.
    pub fn as_object_mut(&mut self) -> Option<&mut Map<String, Value>> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }
}

/// The names in a pointer; `None` if it is none.
fn steps(pointer: &str) -> Option<impl Iterator<Item = String> + '_> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return None;
    }
    Some(pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")))
}

/// `+1` and `01` are names, not numbers.
fn element_number(step: &str) -> Option<usize> {
    if step.starts_with('+') || step.len() > 1 && step.starts_with('0') {
        return None;
    }
    step.parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::json::{json, Value};

    #[test]
    fn values_are_looked_into() {
        let value = json!({"a": [1, -2, 2.5, "x", true, null], "b": {}});
        assert_eq!(value["a"][1].as_i64(), Some(-2));
        assert_eq!((value["a"][0].as_u64(), value["a"][1].as_u64()), (Some(1), None));
        assert!(value["a"][2].is_f64() && value["a"][0].is_number() && !value["a"][3].is_number());
        assert_eq!(value["a"][3].as_str(), Some("x"));
        assert_eq!((value["a"][4].as_bool(), value["a"][5].as_null()), (Some(true), Some(())));
        assert!(value["a"].is_array() && value["b"].is_object() && value.get("c").is_none());
        assert_eq!(value["a"].as_array().map(Vec::len), Some(6));
        assert!(value["a"]["b"].is_null() && value["b"][7].is_null() && value["a"][99].is_null());
    }

    #[test]
    fn pointers_follow_the_rfc() {
        let mut value = json!({"a/b": {"m~n": [10, 20]}, "": 5});
        assert_eq!(value.pointer("/a~1b/m~0n/1"), Some(&json!(20)));
        assert_eq!(value.pointer("/"), Some(&json!(5)));
        assert_eq!(value.pointer(""), Some(&value));
        for missing in ["a", "/a~1b/m~0n/01", "/a~1b/m~0n/+1", "/a~1b/m~0n/2", "/x/y"] {
            assert_eq!(value.pointer(missing), None, "{missing}");
        }
        *value.pointer_mut("/a~1b/m~0n/0").unwrap() = json!("new");
        assert_eq!(value["a/b"]["m~n"][0], "new");
    }

    #[test]
    fn values_are_changed_in_place() {
        let mut value = json!({"n": 1});
        value["list"] = json!([1]);
        value["list"].as_array_mut().unwrap().push(json!("two"));
        value["deep"]["er"] = json!(true);
        value.as_object_mut().unwrap().remove("n");
        assert_eq!(value.to_string(), r#"{"deep":{"er":true},"list":[1,"two"]}"#);
        assert_eq!((value["list"].take(), &value["list"]), (json!([1, "two"]), &Value::Null));
    }
}
