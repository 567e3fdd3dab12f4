// SPDX-License-Identifier: PostgreSQL
//! The error of texts that are not a value of their type.

use std::error::Error;
use std::fmt;

/// A text is no value of a type. A function that returns it ends with PostgreSQL's own message and SQLSTATE 22P02.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidText {
    type_name: &'static str,
    text: String,
}

impl InvalidText {
    pub(crate) fn new(type_name: &'static str, text: &str) -> InvalidText {
        InvalidText { type_name, text: text.to_string() }
    }
}

impl fmt::Display for InvalidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid input syntax for type {}: \"{}\"", self.type_name, self.text)
    }
}

impl Error for InvalidText {}
