// SPDX-License-Identifier: PostgreSQL
//! Values as text.

use std::fmt::{self, Write};

use super::Value;

impl fmt::Display for Value {
    /// JSON without blanks; `{:#}` in lines, indented by two.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indent = f.alternate().then_some(0);
        print(self, indent, f)
    }
}

fn print(value: &Value, indent: Option<usize>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Value::Null => f.write_str("null"),
        Value::Bool(value) => f.write_str(if *value { "true" } else { "false" }),
        Value::Number(number) => write!(f, "{number}"),
        Value::String(text) => print_string(text, f),
        Value::Array(elements) => {
            print_list(('[', ']'), elements.iter(), indent, f, |element, inner, f| print(element, inner, f))
        }
        Value::Object(members) => print_list(('{', '}'), members.iter(), indent, f, |(name, value), inner, f| {
            print_string(name, f)?;
            f.write_str(if inner.is_some() { ": " } else { ":" })?;
            print(value, inner, f)
        }),
    }
}

fn print_list<T>(
    brackets: (char, char),
    items: impl ExactSizeIterator<Item = T>,
    indent: Option<usize>,
    f: &mut fmt::Formatter<'_>,
    print_item: impl Fn(T, Option<usize>, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    let empty = items.len() == 0;
    let inner = indent.map(|indent| indent + 1);
    f.write_char(brackets.0)?;
    for (index, item) in items.enumerate() {
        if index > 0 {
            f.write_char(',')?;
        }
        new_line(inner, f)?;
        print_item(item, inner, f)?;
    }
    if !empty {
        new_line(indent, f)?;
    }
    f.write_char(brackets.1)
}

fn new_line(indent: Option<usize>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match indent {
        Some(level) => write!(f, "\n{:1$}", "", level * 2),
        None => Ok(()),
    }
}

fn print_string(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        f.write_str(&text[written..at])?;
        written = at + 1;
        match byte {
            b'"' => f.write_str("\\\"")?,
            b'\\' => f.write_str("\\\\")?,
            b'\n' => f.write_str("\\n")?,
            b'\r' => f.write_str("\\r")?,
            b'\t' => f.write_str("\\t")?,
            0x08 => f.write_str("\\b")?,
            0x0c => f.write_str("\\f")?,
            control => write!(f, "\\u{control:04x}")?,
        }
    }
    f.write_str(&text[written..])?;
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use crate::json::json;

    #[test]
    fn strings_are_escaped() {
        let text = json!("a\"\\/\n\r\t\u{8}\u{c}\u{1}\u{7f}é🦀").to_string();
        assert_eq!(text, "\"a\\\"\\\\/\\n\\r\\t\\b\\f\\u0001\u{7f}é🦀\"");
    }

    #[test]
    fn lines_are_indented() {
        let value = json!({"a": [1, {}], "b": []});
        assert_eq!(format!("{value:#}"), "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
    }
}
