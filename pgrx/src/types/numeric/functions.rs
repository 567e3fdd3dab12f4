// SPDX-License-Identifier: PostgreSQL
//! The methods of [`AnyNumeric`].

use super::decimal::{Decimal, DIGITS, MAX_SCALE, MAX_WEIGHT};
use super::fault::{or_raise, Fault};
use super::{AnyNumeric, Error, Numeric, Sign, Value};

impl AnyNumeric {
    /// Negative, positive, zero or NaN.
    pub fn sign(&self) -> Sign {
        match &self.value {
            Value::NaN => Sign::NaN,
            Value::NegativeInfinity => Sign::Negative,
            Value::Infinity => Sign::Positive,
            Value::Finite(decimal) if decimal.is_zero() => Sign::Zero,
            Value::Finite(decimal) if decimal.negative => Sign::Negative,
            Value::Finite(_) => Sign::Positive,
        }
    }

    /// Whether this is not a number.
    pub fn is_nan(&self) -> bool {
        matches!(self.value, Value::NaN)
    }

    /// Whether this is one of the infinities.
    pub fn is_infinite(&self) -> bool {
        matches!(self.value, Value::Infinity | Value::NegativeInfinity)
    }

    /// Whether this is a number, and not infinite.
    pub fn is_finite(&self) -> bool {
        matches!(self.value, Value::Finite(_))
    }

    /// Decimal digits shown after the point; `None` for NaN and the infinities.
    pub fn scale(&self) -> Option<u32> {
        match &self.value {
            Value::Finite(decimal) => Some(decimal.scale as u32),
            _ => None,
        }
    }

    /// The absolute value.
    pub fn abs(&self) -> AnyNumeric {
        match &self.value {
            Value::NegativeInfinity => Value::Infinity.into(),
            Value::Finite(decimal) => decimal.clone().abs().into(),
            _ => self.clone(),
        }
    }

    /// The smallest integer that is not less.
    #[track_caller]
    pub fn ceil(&self) -> AnyNumeric {
        self.map(|decimal| decimal.negated().floor().negated())
    }

    /// The largest integer that is not greater.
    #[track_caller]
    pub fn floor(&self) -> AnyNumeric {
        self.map(Decimal::floor)
    }

    /// Rounded to `scale` digits after the point, half away from zero; a negative scale rounds before the point.
    #[track_caller]
    pub fn round(&self, scale: i32) -> AnyNumeric {
        self.map(|decimal| decimal.round(limit_scale(scale)))
    }

    /// Cut off after `scale` digits after the point; a negative scale cuts before the point.
    pub fn trunc(&self, scale: i32) -> AnyNumeric {
        self.map(|decimal| decimal.truncate(limit_scale(scale)))
    }

    /// The greatest common divisor.
    pub fn gcd(&self, n: &AnyNumeric) -> AnyNumeric {
        match (&self.value, &n.value) {
            (Value::Finite(a), Value::Finite(b)) => a.greatest_common_divisor(b).into(),
            _ => Value::NaN.into(),
        }
    }

    /// The text without zeros at the end of the fraction: equal values have equal texts.
    pub fn normalize(&self) -> &str {
        self.normalized.get_or_init(|| match &self.value {
            Value::Finite(decimal) => {
                let scale = decimal.least_scale();
                decimal.clone().with_scale(scale).to_text().into()
            }
            _ => self.to_string().into(),
        })
    }

    /// With a precision of P decimal digits, S of them after the point; too large a value is an error.
    ///
    /// ```
    /// # use pgrx::prelude::*;
    /// let rescaled = AnyNumeric::try_from(42.45).unwrap().rescale::<3, 1>().unwrap();
    /// assert_eq!(rescaled.to_string(), "42.5");
    /// assert!(AnyNumeric::from(100).rescale::<3, 1>().is_err());
    /// ```
    pub fn rescale<const P: u32, const S: u32>(self) -> Result<Numeric<P, S>, Error> {
        Numeric::try_from(self)
    }

    /// The square root, with at least 16 significant digits.
    #[track_caller]
    pub fn sqrt(&self) -> AnyNumeric {
        or_raise(match &self.value {
            Value::Finite(decimal) => decimal.square_root().map(AnyNumeric::from),
            Value::NegativeInfinity => Err(Fault::RootOfNegative),
            _ => Ok(self.clone()),
        })
    }

    /// e to the power of `x`, with at least 16 significant digits.
    #[track_caller]
    pub fn exp(x: &AnyNumeric) -> AnyNumeric {
        or_raise(match &x.value {
            Value::Finite(decimal) => decimal.exponential().map(AnyNumeric::from),
            Value::NegativeInfinity => Ok(AnyNumeric::default()),
            _ => Ok(x.clone()),
        })
    }

    /// The natural logarithm, with at least 16 significant digits.
    #[track_caller]
    pub fn ln(&self) -> AnyNumeric {
        or_raise(match &self.value {
            Value::Finite(decimal) => decimal.natural_logarithm().map(AnyNumeric::from),
            Value::NegativeInfinity => Err(Fault::LogarithmOfNegative),
            _ => Ok(self.clone()),
        })
    }

    /// The logarithm of this number to the base `base`. (The prior art computes that of `base` to the base of this
    /// number.)
    #[track_caller]
    pub fn log(&self, base: AnyNumeric) -> AnyNumeric {
        or_raise(match (&self.value, &base.value) {
            (Value::NaN, _) | (_, Value::NaN) => Ok(Value::NaN.into()),
            (Value::Finite(number), Value::Finite(base)) => number.logarithm(base).map(AnyNumeric::from),
            _ => self.infinite_logarithm(&base),
        })
    }

    /// One of the two is infinite, none is NaN.
    fn infinite_logarithm(&self, base: &AnyNumeric) -> Result<AnyNumeric, Fault> {
        let signs = [self.sign(), base.sign()];
        if signs.contains(&Sign::Negative) {
            return Err(Fault::LogarithmOfNegative);
        }
        if signs.contains(&Sign::Zero) {
            return Err(Fault::LogarithmOfZero);
        }
        Ok(match (self.is_infinite(), base.is_infinite()) {
            (true, true) => Value::NaN.into(),
            (false, _) => AnyNumeric::default(),
            (true, false) => Value::Infinity.into(),
        })
    }

    #[track_caller]
    fn map(&self, change: impl FnOnce(Decimal) -> Decimal) -> AnyNumeric {
        match &self.value {
            Value::Finite(decimal) => or_raise(change(decimal.clone()).checked()).into(),
            _ => self.clone(),
        }
    }
}

/// More digits than the format has make no difference.
fn limit_scale(scale: i32) -> i32 {
    scale.clamp(-(MAX_WEIGHT + 1) * DIGITS, MAX_SCALE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric(text: &str) -> AnyNumeric {
        text.parse().expect("the test's own number")
    }

    #[test]
    fn signs() {
        let signs = ["-Infinity", "-0.1", "-0.0", "3", "Infinity", "NaN"].map(|text| numeric(text).sign());
        use Sign::{NaN, Negative, Positive, Zero};
        assert_eq!(signs, [Negative, Negative, Zero, Positive, Positive, NaN]);
    }

    #[test]
    fn integers_near_a_number() {
        assert_eq!(numeric("-1.5").ceil().to_string(), "-1");
        assert_eq!(numeric("1.0001").ceil().to_string(), "2");
        assert_eq!(numeric("-0.5").ceil().to_string(), "0");
        assert_eq!(numeric("-0.5").floor().to_string(), "-1");
        assert_eq!(numeric("Infinity").floor().to_string(), "Infinity");
        assert_eq!(numeric("NaN").round(2).to_string(), "NaN");
        assert_eq!(numeric("2.675").round(2).to_string(), "2.68");
        assert_eq!(numeric("-2.675").trunc(2).to_string(), "-2.67");
        assert_eq!(numeric("1").round(i32::MAX).scale(), Some(16_383));
        assert_eq!(numeric("1").round(i32::MIN).to_string(), "0");
    }

    #[test]
    fn normalized_texts_are_equal_for_equal_values() {
        for (text, expected) in [
            ("1.500", "1.5"),
            ("100.00", "100"),
            ("0.000", "0"),
            ("-0.10", "-0.1"),
            ("NaN", "NaN"),
            ("-inf", "-Infinity"),
        ] {
            assert_eq!(numeric(text).normalize(), expected);
        }
    }

    #[test]
    fn logarithms_of_what_is_infinite() {
        assert!(numeric("inf").log(numeric("inf")).is_nan());
        assert_eq!(numeric("inf").log(numeric("2")).to_string(), "Infinity");
        assert_eq!(numeric("2").log(numeric("inf")).to_string(), "0");
        assert_eq!(numeric("-inf").infinite_logarithm(&numeric("2")).unwrap_err(), Fault::LogarithmOfNegative);
        assert_eq!(numeric("inf").infinite_logarithm(&numeric("0")).unwrap_err(), Fault::LogarithmOfZero);
    }
}
