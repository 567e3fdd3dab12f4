// SPDX-License-Identifier: PostgreSQL
//! numeric as text, in PostgreSQL's own form.

use std::fmt;
use std::str::FromStr;

use super::decimal::{Decimal, DIGITS};
use super::{AnyNumeric, Error, Value};

impl Decimal {
    /// All digits before the point, `scale` of them after it.
    pub fn to_text(&self) -> String {
        let length = 3 + self.weight.max(0) as usize * DIGITS as usize + DIGITS as usize + self.scale as usize;
        let mut text = String::with_capacity(length);
        if self.negative {
            text.push('-');
        }
        self.push_magnitude(&mut text);
        text
    }

    fn push_magnitude(&self, text: &mut String) {
        let start = text.len();
        for weight in (0..=self.weight).rev() {
            push_digit(text, self.digit_of_weight(weight));
        }
        let zeros = text[start..].bytes().take_while(|byte| *byte == b'0').count();
        text.drain(start..start + zeros);
        if text.len() == start {
            text.push('0');
        }
        if self.scale > 0 {
            text.push('.');
            let end = text.len() + self.scale as usize;
            for weight in 1..=(self.scale + DIGITS - 1) / DIGITS {
                push_digit(text, self.digit_of_weight(-weight));
            }
            text.truncate(end);
        }
    }

    fn digit_of_weight(&self, weight: i32) -> u16 {
        usize::try_from(self.weight - weight).ok().and_then(|index| self.digits.get(index)).copied().unwrap_or(0)
    }

    /// How many decimal digits after the point are needed to show the value.
    pub fn least_scale(&self) -> i32 {
        let Some(last) = self.digits.last() else { return 0 };
        let zeros = (1..DIGITS).take_while(|power| last % 10u16.pow(*power as u32) == 0).count() as i32;
        (-self.lowest() * DIGITS - zeros).max(0)
    }
}

fn push_digit(text: &mut String, digit: u16) {
    for divisor in [1000, 100, 10, 1] {
        text.push(char::from(b'0' + (digit / divisor % 10) as u8));
    }
}

/// Reads a number as PostgreSQL 15 does: digits, a point, an exponent, and nothing else.
pub(super) fn parse_finite(text: &str) -> Result<Decimal, Error> {
    let invalid = || Error::Invalid(format!("invalid input syntax for type numeric: \"{text}\""));
    let (negative, unsigned) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], parse_exponent(&unsigned[at + 1..]).ok_or_else(invalid)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !only_digits(whole) || !only_digits(fraction) {
        return Err(invalid());
    }
    let overflow = || Error::OutOfRange("value overflows numeric format".to_string());
    // Longer ones overflow, or have too many digits after the point, whatever the exponent.
    const LONGEST: usize = 1 << 28;
    if mantissa.len() > LONGEST {
        return Err(overflow());
    }
    let significant = whole.bytes().chain(fraction.bytes());
    let scale = (fraction.len() as i32 - exponent).max(0);
    let decimal = from_decimal_digits(negative, significant, whole.len() as i32 + exponent, scale);
    decimal.checked().map_err(|_| overflow())
}

/// An exponent that is too large for all purposes is cut to one that is, too.
fn parse_exponent(text: &str) -> Option<i32> {
    const FAR: i32 = 1 << 29;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude = digits.parse::<i32>().map_or(FAR, |value| value.min(FAR));
    Some(if text.starts_with('-') { -magnitude } else { magnitude })
}

/// 0.d₁d₂d₃… · 10^`point`.
fn from_decimal_digits(
    negative: bool,
    digits: impl DoubleEndedIterator<Item = u8> + Clone,
    point: i32,
    scale: i32,
) -> Decimal {
    let zeros = digits.clone().take_while(|byte| *byte == b'0').count();
    let point = point - zeros as i32;
    let trailing = digits.clone().rev().take_while(|byte| *byte == b'0').count();
    let significant = digits.clone().count().saturating_sub(zeros + trailing);
    if significant == 0 {
        return Decimal::ZERO.with_scale(scale);
    }
    // Decimal digits of the first digit to the base 10,000: the point must lie between two of those.
    let lead = (point - 1).rem_euclid(DIGITS) + 1;
    let mut packed = Vec::with_capacity(significant / DIGITS as usize + 2);
    let (mut digit, mut missing) = (0u16, lead);
    for byte in digits.skip(zeros).take(significant) {
        digit = digit * 10 + u16::from(byte - b'0');
        missing -= 1;
        if missing == 0 {
            packed.push(std::mem::take(&mut digit));
            missing = DIGITS;
        }
    }
    if missing < DIGITS {
        packed.push(digit * 10u16.pow(missing as u32));
    }
    Decimal::new(negative, (point - lead) / DIGITS, scale, packed)
}

impl FromStr for AnyNumeric {
    type Err = Error;

    fn from_str(text: &str) -> Result<AnyNumeric, Error> {
        let trimmed = text.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
        let value = match trimmed.to_ascii_lowercase().as_str() {
            "nan" => Value::NaN,
            "infinity" | "+infinity" | "inf" | "+inf" => Value::Infinity,
            "-infinity" | "-inf" => Value::NegativeInfinity,
            _ => Value::Finite(parse_finite(trimmed)?),
        };
        Ok(value.into())
    }
}

impl fmt::Display for AnyNumeric {
    /// As SQL shows it. A precision (`{:.2}`) rounds to so many digits after the point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.value, f.precision()) {
            (Value::Finite(decimal), Some(precision)) => {
                let scale = i32::try_from(precision).unwrap_or(i32::MAX).min(super::decimal::MAX_SCALE);
                show(&decimal.clone().round(scale), f)
            }
            (Value::Finite(decimal), None) => show(decimal, f),
            (Value::NaN, _) => f.write_str("NaN"),
            (Value::Infinity, _) => f.write_str("Infinity"),
            (Value::NegativeInfinity, _) => f.write_str("-Infinity"),
        }
    }
}

fn show(decimal: &Decimal, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut magnitude = String::new();
    decimal.push_magnitude(&mut magnitude);
    f.pad_integral(!decimal.negative, "", &magnitude)
}

impl fmt::Debug for AnyNumeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyNumeric({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        text.parse::<AnyNumeric>().expect("the test's own number").to_string()
    }

    #[test]
    fn text_comes_back_as_postgresql_shows_it() {
        for text in ["0", "1", "-1", "0.00", "-0.50", "12345678901234567890.0001", "100000000", "0.00001", "NaN"] {
            assert_eq!(shown(text), text);
        }
        for (text, expected) in [
            (" +007.50\n", "7.50"),
            ("-0.0", "0.0"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e5", "100000"),
            ("1.5E-3", "0.0015"),
            ("15e-1", "1.5"),
            ("1.2300e2", "123.00"),
            ("0e-3", "0.000"),
            ("1e+10", "10000000000"),
            ("inf", "Infinity"),
            ("-INFINITY", "-Infinity"),
            ("nAn", "NaN"),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", " ", ".", "-", "e5", "1e", "1e+", "1.2.3", "1 2", "0x10", "1_000", "--1", "+NaN", "١"] {
            assert!(matches!(text.parse::<AnyNumeric>(), Err(Error::Invalid(_))), "{text:?}");
        }
        let error = "abc".parse::<AnyNumeric>().unwrap_err();
        assert_eq!(error.to_string(), "invalid input syntax for type numeric: \"abc\"");
    }

    #[test]
    fn the_limits_are_those_of_the_format() {
        assert_eq!(shown(&"9".repeat(131_072)).len(), 131_072);
        assert_eq!(shown("1e131071").len(), 131_072);
        assert_eq!(shown("1e-16383").len(), 16_385);
        for text in ["1e131072", "1e-16384", "1e999999999999", "0e-20000", "1e-999999999999"] {
            assert!(matches!(text.parse::<AnyNumeric>(), Err(Error::OutOfRange(_))), "{text}");
        }
        assert_eq!(shown("0e999999999999"), "0");
    }

    #[test]
    fn format_options_apply() {
        let number: AnyNumeric = "-2.345".parse().unwrap();
        assert_eq!(format!("{number:.2}|{number:.0}|{number:8}|{number:08}"), "-2.35|-2|  -2.345|-002.345");
        assert_eq!(format!("{number:?}"), "AnyNumeric(-2.345)");
    }

    #[test]
    fn the_least_scale_drops_zeros_only() {
        let scale = |text| parse_finite(text).unwrap().least_scale();
        assert_eq!(
            [scale("1.500"), scale("100"), scale("0.00010"), scale("0.000"), scale("1.23456")],
            [1, 0, 4, 0, 5]
        );
    }
}
