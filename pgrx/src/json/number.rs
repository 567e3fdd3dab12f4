// SPDX-License-Identifier: PostgreSQL
//! Numbers, exactly as they were written.

use std::fmt;
use std::str::FromStr;

use super::parse::{self, Error};
use crate::types::numeric::{self, AnyNumeric};

/// A JSON number. Integers are integers; all others keep their text, so that none loses a digit.
#[derive(Clone)]
pub struct Number(Form);

#[derive(Clone, PartialEq)]
enum Form {
    NotNegative(u64),
    Negative(i64),
    Text(Box<str>),
}

impl Number {
    /// The number that a text is, which is known to follow JSON's grammar.
    pub(super) fn of_valid_text(text: &str) -> Number {
        if text != "-0" {
            if let Ok(integer) = text.parse::<u64>() {
                return integer.into();
            }
            if let Ok(integer) = text.parse::<i64>() {
                return integer.into();
            }
        }
        Number(Form::Text(text.into()))
    }

    /// The number of a float; `None` for infinities and NaN, which JSON does not have.
    pub fn from_f64(value: f64) -> Option<Number> {
        value.is_finite().then(|| Number(Form::Text(format!("{value:?}").into())))
    }

    /// Whether [`as_i64`](Number::as_i64) has a value.
    pub fn is_i64(&self) -> bool {
        self.as_i64().is_some()
    }

    /// Whether [`as_u64`](Number::as_u64) has a value.
    pub fn is_u64(&self) -> bool {
        self.as_u64().is_some()
    }

    /// Whether the number is written with a fraction or an exponent, or is too large for an integer.
    pub fn is_f64(&self) -> bool {
        matches!(self.0, Form::Text(_))
    }

    /// The number, if it is an integer that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Form::NotNegative(value) => value.try_into().ok(),
            Form::Negative(value) => Some(value),
            Form::Text(_) => None,
        }
    }

    /// The number, if it is an integer that fits.
    pub fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Form::NotNegative(value) => Some(value),
            _ => None,
        }
    }

    /// The nearest float, if the number is not too large for one.
    pub fn as_f64(&self) -> Option<f64> {
        match &self.0 {
            Form::NotNegative(value) => Some(*value as f64),
            Form::Negative(value) => Some(*value as f64),
            Form::Text(text) => text.parse().ok().filter(|value: &f64| value.is_finite()),
        }
    }

    /// The exact number as SQL's numeric, if that can hold it.
    pub fn to_numeric(&self) -> Result<AnyNumeric, numeric::Error> {
        match &self.0 {
            Form::NotNegative(value) => Ok((*value).into()),
            Form::Negative(value) => Ok((*value).into()),
            Form::Text(text) => text.parse(),
        }
    }
}

impl PartialEq for Number {
    /// Fractions are equal when their values are (1.5 and 1.50), but not a fraction and an integer (1.0 and 1).
    fn eq(&self, other: &Number) -> bool {
        match (&self.0, &other.0) {
            (Form::Text(a), Form::Text(b)) => {
                a == b || matches!((self.to_numeric(), other.to_numeric()), (Ok(a), Ok(b)) if a == b)
            }
            (a, b) => a == b,
        }
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::NotNegative(value) => fmt::Display::fmt(value, f),
            Form::Negative(value) => fmt::Display::fmt(value, f),
            Form::Text(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

impl FromStr for Number {
    type Err = Error;

    fn from_str(text: &str) -> Result<Number, Error> {
        parse::number(text)
    }
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl From<$type> for Number {
            fn from(value: $type) -> Number {
                #[allow(irrefutable_let_patterns)] // for types that always fit
                if let Ok(value) = u64::try_from(value) {
                    return Number(Form::NotNegative(value));
                }
                match i64::try_from(value) {
                    Ok(value) => Number(Form::Negative(value)),
                    Err(_) => Number(Form::Text(value.to_string().into())),
                }
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().expect("the test's own number")
    }

    #[test]
    fn numbers_are_what_they_are_written_as() {
        for text in
            ["0", "-0", "18446744073709551615", "18446744073709551616", "-9223372036854775808", "1.50", "1E+3"]
        {
            assert_eq!(number(text).to_string(), text);
        }
        let big = number("18446744073709551615");
        assert_eq!((big.as_u64(), big.as_i64(), big.is_f64()), (Some(u64::MAX), None, false));
        assert_eq!(number("-5").as_i64(), Some(-5));
        assert_eq!((number("1.0").as_i64(), number("1.0").as_f64()), (None, Some(1.0)));
        assert_eq!(number("1e400").as_f64(), None);
        assert_eq!(number("1e400").to_numeric().unwrap().normalize().len(), 401);
        assert_eq!(Number::from(u128::MAX).to_string(), u128::MAX.to_string());
    }

    #[test]
    fn floats_are_written_so_that_they_come_back() {
        for value in [0.1, -2.0, 1e300, 5e-324, 1e16] {
            let number = Number::from_f64(value).unwrap();
            assert_eq!(
                (number.as_f64(), super::super::parse::number(&number.to_string())),
                (Some(value), Ok(number))
            );
        }
        assert_eq!(Number::from_f64(f64::NAN), None);
    }

    #[test]
    fn equality_is_of_values() {
        assert_eq!(number("1.5"), number("1.50"));
        assert_eq!(number("1e2"), number("100.0"));
        assert_ne!(number("1.0"), number("1"));
        assert_eq!(number("1e999999"), number("1e999999"));
        assert_ne!(number("0.1"), number("0.10000000000000000001"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "+1", "01", "1.", ".5", "1e", "0x1", "1 ", "NaN", "--1"] {
            assert!(text.parse::<Number>().is_err(), "{text:?}");
        }
    }
}
