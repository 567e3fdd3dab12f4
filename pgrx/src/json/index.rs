// SPDX-License-Identifier: PostgreSQL
//! `value["name"]` and `value[3]`.

use std::ops;

use super::{Map, Value};

/// What finds an element or a member: a number or a name.
pub trait Index: sealed::Sealed {
    #[doc(hidden)]
    fn find<'v>(&self, value: &'v Value) -> Option<&'v Value>;
    #[doc(hidden)]
    fn find_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value>;
    #[doc(hidden)]
    fn find_or_make<'v>(&self, value: &'v mut Value) -> &'v mut Value;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for usize {}
    impl Sealed for str {}
    impl Sealed for String {}
    impl<T: Sealed + ?Sized> Sealed for &T {}
}

impl Index for usize {
    fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        value.as_array()?.get(*self)
    }

    fn find_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        value.as_array_mut()?.get_mut(*self)
    }

    #[track_caller]
    fn find_or_make<'v>(&self, value: &'v mut Value) -> &'v mut Value {
        match value {
            Value::Array(elements) => {
                let count = elements.len();
                elements.get_mut(*self).unwrap_or_else(|| panic!("element {self} of an array of {count}"))
            }
            other => panic!("element {self} of {}", kind(other)),
        }
    }
}

impl Index for str {
    fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        value.as_object()?.get(self)
    }

    fn find_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        value.as_object_mut()?.get_mut(self)
    }

    #[track_caller]
    fn find_or_make<'v>(&self, value: &'v mut Value) -> &'v mut Value {
        if value.is_null() {
            *value = Value::Object(Map::new());
        }
        match value {
            Value::Object(members) => members.entry(self).or_insert(Value::Null),
            other => panic!("member \"{self}\" of {}", kind(other)),
        }
    }
}

impl Index for String {
    fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        Index::find(self.as_str(), value)
    }

    fn find_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        self.as_str().find_mut(value)
    }

    #[track_caller]
    fn find_or_make<'v>(&self, value: &'v mut Value) -> &'v mut Value {
        self.as_str().find_or_make(value)
    }
}

impl<T: Index + ?Sized> Index for &T {
    fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        (**self).find(value)
    }

    fn find_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        (**self).find_mut(value)
    }

    #[track_caller]
    fn find_or_make<'v>(&self, value: &'v mut Value) -> &'v mut Value {
        (**self).find_or_make(value)
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// What is not there is null.
impl<I: Index> ops::Index<I> for Value {
    type Output = Value;

    fn index(&self, index: I) -> &Value {
        static NULL: Value = Value::Null;
        index.find(self).unwrap_or(&NULL)
    }
}

/// A member that is not there is made, also in null; all else that is not there panics.
impl<I: Index> ops::IndexMut<I> for Value {
    #[track_caller]
    fn index_mut(&mut self, index: I) -> &mut Value {
        index.find_or_make(self)
    }
}

#[cfg(test)]
mod tests {
    use crate::json::json;

    #[test]
    #[should_panic(expected = "member \"a\" of an array")]
    fn an_array_has_no_members_to_be_made() {
        json!([1])["a"] = json!(2);
    }

    #[test]
    #[should_panic(expected = "element 1 of an array of 1")]
    fn elements_are_not_made() {
        json!([1])[1] = json!(2);
    }
}
