// SPDX-License-Identifier: PostgreSQL
//! Text as values.

use std::fmt;
use std::str::FromStr;

use super::{Map, Number, Value};

/// Arrays and objects inside each other: a stack has an end.
const MAX_DEPTH: usize = 1000;

/// A text is not JSON. A function that returns it ends with SQLSTATE 22P02.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: &'static str,
    line: usize,
    column: usize,
}

impl Error {
    fn at(message: &'static str, before: &[u8]) -> Error {
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let continuation = |byte: &&u8| **byte & 0xc0 == 0x80;
        let column = before.len() - start - before[start..].iter().filter(continuation).count() + 1;
        Error { message, line, column }
    }

    pub(super) fn not_utf8(bytes: &[u8], valid: usize) -> Error {
        Error::at("invalid UTF-8", &bytes[..valid])
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The character in the line, from 1.
    pub fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid JSON: {} at line {} column {}", self.message, self.line, self.column)
    }
}

impl std::error::Error for Error {}

impl FromStr for Value {
    type Err = Error;

    fn from_str(text: &str) -> Result<Value, Error> {
        let mut parser = Parser { text, at: 0, depth: 0 };
        let value = parser.value()?;
        parser.skip_blanks();
        parser.finish()?;
        Ok(value)
    }
}

/// All of `text` as a number.
pub(super) fn number(text: &str) -> Result<Number, Error> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let number = parser.number()?;
    parser.finish()?;
    Ok(number)
}

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    depth: usize,
}

impl Parser<'_> {
    pub(super) fn error<T>(&self, message: &'static str) -> Result<T, Error> {
        Err(Error::at(message, &self.text.as_bytes()[..self.at]))
    }

    fn finish(&self) -> Result<(), Error> {
        if self.at < self.text.len() {
            return self.error("something behind the value");
        }
        Ok(())
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        self.skip_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    /// Skips, and says how many.
    pub(super) fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) -> usize {
        let count = self.text.as_bytes()[self.at..].iter().take_while(|byte| wanted(**byte)).count();
        self.at += count;
        count
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self) -> Result<Value, Error> {
        self.skip_blanks();
        match self.peek() {
            None => self.error("the text ends where a value should be"),
            Some(b'n') => self.word("null", Value::Null),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            Some(b'[') => self.nested(Parser::array),
            Some(b'{') => self.nested(Parser::object),
            Some(_) => self.error("expected a value"),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Error> {
        if !self.text[self.at..].starts_with(word) {
            return self.error("expected a value");
        }
        self.at += word.len();
        Ok(value)
    }

    fn nested(&mut self, parse: fn(&mut Self) -> Result<Value, Error>) -> Result<Value, Error> {
        if self.depth == MAX_DEPTH {
            return self.error("too many arrays and objects inside each other");
        }
        self.depth += 1;
        self.at += 1;
        let value = parse(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn array(&mut self) -> Result<Value, Error> {
        let mut elements = Vec::new();
        self.skip_blanks();
        if self.take(b']') {
            return Ok(Value::Array(elements));
        }
        loop {
            elements.push(self.value()?);
            self.skip_blanks();
            if self.take(b']') {
                return Ok(Value::Array(elements));
            }
            if !self.take(b',') {
                return self.error("expected , or ]");
            }
        }
    }

    fn object(&mut self) -> Result<Value, Error> {
        let mut members = Map::new();
        self.skip_blanks();
        if self.take(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.skip_blanks();
            if self.peek() != Some(b'"') {
                return self.error("expected a name in quotes");
            }
            let name = self.string()?;
            self.skip_blanks();
            if !self.take(b':') {
                return self.error("expected :");
            }
            let value = self.value()?;
            members.insert(name, value);
            self.skip_blanks();
            if self.take(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.take(b',') {
                return self.error("expected , or }");
            }
        }
    }

    fn number(&mut self) -> Result<Number, Error> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        Ok(Number::of_valid_text(&self.text[start..self.at]))
    }

    fn digits(&mut self) -> Result<(), Error> {
        match self.skip_while(|byte| byte.is_ascii_digit()) {
            0 => self.error("expected a digit"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{self, json};

    fn parse(text: &str) -> Result<Value, Error> {
        json::from_str(text)
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let text = " {\"a\" : [ 1 , -2.5e3, true,false ,null ] ,\n \"b\":{ } , \"\":\"\" , \"a\":[] }\t";
        assert_eq!(parse(text), Ok(json!({"a": [], "b": {}, "": ""})));
        assert_eq!(parse("[1,-2.5e3]").unwrap().to_string(), "[1,-2.5e3]");
        assert_eq!(
            parse(r#""\"\\\/\b\f\n\r\t\u0041\ud83e\udd80\u0000""#),
            Ok(json!("\"\\/\u{8}\u{c}\n\r\tA🦀\0"))
        );
    }

    #[test]
    fn printed_values_come_back() {
        let value =
            json!({"é\n": [1.50, 123456789012345678901234567890u128, "\u{1f}\u{7f}", [[[]]], {"x": null}]});
        assert_eq!(parse(&value.to_string()), Ok(value.clone()));
        assert_eq!(parse(&format!("{value:#}")), Ok(value));
    }

    #[test]
    fn what_is_no_json_says_where() {
        for (text, message) in [
            ("", "the text ends where a value should be at line 1 column 1"),
            ("[1,\n é]", "expected a value at line 2 column 2"),
            ("[1 2]", "expected , or ] at line 1 column 4"),
            ("{\"a\":1,}", "expected a name in quotes at line 1 column 8"),
            ("{\"a\" 1}", "expected : at line 1 column 6"),
            ("\"é\u{1}\"", "a control character in a string at line 1 column 3"),
            ("\"abc", "the text ends in a string at line 1 column 5"),
            ("\"\\x\"", "an unknown escape at line 1 column 3"),
            ("\"\\ud800\"", "half of a surrogate pair at line 1 column 8"),
            ("\"\\ud800\\u0041\"", "half of a surrogate pair at line 1 column 14"),
            ("\"\\udc00\"", "half of a surrogate pair at line 1 column 8"),
            ("\"\\u00é0\"", "expected four hexadecimal digits at line 1 column 3"),
            ("1 1", "something behind the value at line 1 column 3"),
            ("01", "something behind the value at line 1 column 2"),
            ("-", "expected a digit at line 1 column 2"),
            ("nul", "expected a value at line 1 column 1"),
            ("[", "the text ends where a value should be at line 1 column 2"),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), format!("invalid JSON: {message}"), "{text:?}");
        }
        assert_eq!(json::from_slice::<Value>(b"\"\xff\"").unwrap_err().column(), 2);
    }

    #[test]
    fn depth_is_limited() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert!(parse(&nested(MAX_DEPTH + 1)).unwrap_err().to_string().contains("inside each other"));
        let flat = format!("[{}0]", "[[]],".repeat(2 * MAX_DEPTH));
        assert!(parse(&flat).is_ok());
    }
}
