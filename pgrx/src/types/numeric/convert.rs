// SPDX-License-Identifier: PostgreSQL
//! From and to Rust's numbers and texts. Floats become what PostgreSQL makes of them: 15 significant digits (6 for
//! f32), so that 0.1 is 0.1. Integers come of rounding, half away from zero.

use std::ffi::CStr;

use super::decimal::{Decimal, DIGITS};
use super::{AnyNumeric, Error, Numeric, Value};

/// Rust's own numbers.
pub(super) trait Primitive {
    fn into_numeric(self) -> AnyNumeric;
}

impl AnyNumeric {
    pub(super) fn of_primitive(value: impl Primitive) -> AnyNumeric {
        value.into_numeric()
    }

    /// `value` / 10^`scale`, exactly and with so many digits after the point; `value` is far from the limits of `i128`.
    pub(crate) fn scaled(value: i128, scale: u32) -> AnyNumeric {
        let digits_behind = scale.div_ceil(DIGITS as u32);
        let unit = 10u128.pow(digits_behind * DIGITS as u32 - scale);
        let shifted = Decimal::from_u128(value < 0, value.unsigned_abs() * unit);
        let weight = shifted.weight - digits_behind as i32;
        Decimal::new(shifted.negative, weight, scale as i32, shifted.digits).into()
    }

    /// Rounded to an integer: whether it is negative, and its magnitude.
    fn to_integer(&self, rust_type: &'static str) -> Result<(bool, u128), Error> {
        match &self.value {
            Value::Finite(decimal) => decimal
                .to_u128()
                .map(|magnitude| (decimal.negative, magnitude))
                .ok_or_else(|| self.too_large(rust_type)),
            _ => Err(Error::ConversionNotSupported(format!("cannot convert {self} to {rust_type}"))),
        }
    }

    fn too_large(&self, rust_type: &'static str) -> Error {
        const SHOWN: usize = 40;
        let mut text = self.to_string();
        if text.len() > SHOWN {
            text.truncate(SHOWN);
            text.push('…');
        }
        Error::OutOfRange(format!("value \"{text}\" is out of range for type {rust_type}"))
    }
}

macro_rules! integer {
    ($($type:ident)*) => {$(
        impl Primitive for $type {
            fn into_numeric(self) -> AnyNumeric {
                #[allow(unused_comparisons)] // for unsigned types
                let negative = self < 0;
                // The magnitude of the lowest value, too, is what the wrapping subtraction leaves.
                let magnitude = if negative { 0u128.wrapping_sub(self as u128) } else { self as u128 };
                Decimal::from_u128(negative, magnitude).into()
            }
        }

        impl From<$type> for AnyNumeric {
            fn from(value: $type) -> AnyNumeric {
                value.into_numeric()
            }
        }

        impl TryFrom<AnyNumeric> for $type {
            type Error = Error;

            fn try_from(value: AnyNumeric) -> Result<$type, Error> {
                <$type>::try_from(&value)
            }
        }

        impl TryFrom<&AnyNumeric> for $type {
            type Error = Error;

            fn try_from(value: &AnyNumeric) -> Result<$type, Error> {
                let (negative, magnitude) = value.to_integer(stringify!($type))?;
                let converted = if negative {
                    0i128.checked_sub_unsigned(magnitude).and_then(|value| <$type>::try_from(value).ok())
                } else {
                    <$type>::try_from(magnitude).ok()
                };
                converted.ok_or_else(|| value.too_large(stringify!($type)))
            }
        }

        impl<const P: u32, const S: u32> TryFrom<$type> for Numeric<P, S> {
            type Error = Error;

            fn try_from(value: $type) -> Result<Numeric<P, S>, Error> {
                Numeric::try_from(value.into_numeric())
            }
        }

        impl<const P: u32, const S: u32> TryFrom<Numeric<P, S>> for $type {
            type Error = Error;

            fn try_from(value: Numeric<P, S>) -> Result<$type, Error> {
                <$type>::try_from(value.as_anynumeric())
            }
        }
    )*};
}

integer!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! float {
    ($type:ident, $digits:literal) => {
        impl Primitive for $type {
            fn into_numeric(self) -> AnyNumeric {
                if self.is_nan() {
                    return Value::NaN.into();
                }
                if self.is_infinite() {
                    return if self > 0.0 { Value::Infinity } else { Value::NegativeInfinity }.into();
                }
                let text = format!(concat!("{:.", $digits, "e}"), self);
                let (mantissa, exponent) = text.split_once('e').expect("the exponent was asked for");
                // Only digits that say something count for the scale.
                let mantissa = mantissa.trim_end_matches('0');
                format!("{mantissa}e{exponent}").parse().expect("a float is within the limits of numeric")
            }
        }

        impl TryFrom<$type> for AnyNumeric {
            type Error = Error;

            fn try_from(value: $type) -> Result<AnyNumeric, Error> {
                Ok(value.into_numeric())
            }
        }

        impl TryFrom<AnyNumeric> for $type {
            type Error = Error;

            fn try_from(value: AnyNumeric) -> Result<$type, Error> {
                <$type>::try_from(&value)
            }
        }

        impl TryFrom<&AnyNumeric> for $type {
            type Error = Error;

            fn try_from(value: &AnyNumeric) -> Result<$type, Error> {
                Ok(match &value.value {
                    Value::NaN => $type::NAN,
                    Value::Infinity => $type::INFINITY,
                    Value::NegativeInfinity => $type::NEG_INFINITY,
                    Value::Finite(decimal) => {
                        let float: $type = decimal.to_text().parse().expect("a float of decimal digits");
                        if float.is_infinite() || float == 0.0 && !decimal.is_zero() {
                            return Err(value.too_large(stringify!($type)));
                        }
                        float
                    }
                })
            }
        }

        impl<const P: u32, const S: u32> TryFrom<$type> for Numeric<P, S> {
            type Error = Error;

            fn try_from(value: $type) -> Result<Numeric<P, S>, Error> {
                Numeric::try_from(value.into_numeric())
            }
        }

        impl<const P: u32, const S: u32> TryFrom<Numeric<P, S>> for $type {
            type Error = Error;

            fn try_from(value: Numeric<P, S>) -> Result<$type, Error> {
                <$type>::try_from(value.as_anynumeric())
            }
        }
    };
}

float!(f32, 5);
float!(f64, 14);

impl TryFrom<&str> for AnyNumeric {
    type Error = Error;

    fn try_from(text: &str) -> Result<AnyNumeric, Error> {
        text.parse()
    }
}

impl TryFrom<&CStr> for AnyNumeric {
    type Error = Error;

    fn try_from(text: &CStr) -> Result<AnyNumeric, Error> {
        text.to_string_lossy().parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_come_back() {
        assert_eq!(i128::try_from(AnyNumeric::from(i128::MIN)), Ok(i128::MIN));
        assert_eq!(u128::try_from(AnyNumeric::from(u128::MAX)), Ok(u128::MAX));
        assert_eq!(AnyNumeric::from(i64::MIN).to_string(), "-9223372036854775808");
        assert_eq!(AnyNumeric::from(i8::MIN).to_string(), "-128");
        assert_eq!(i8::try_from(AnyNumeric::from(-128)), Ok(-128));
    }

    #[test]
    fn integers_round_and_stay_in_range() {
        let numeric = |text: &str| text.parse::<AnyNumeric>().expect("the test's own number");
        assert_eq!(i32::try_from(numeric("-2.5")), Ok(-3));
        assert_eq!(i32::try_from(numeric("2147483647.49")), Ok(i32::MAX));
        let error = i32::try_from(numeric("2147483647.5")).unwrap_err();
        assert_eq!(error.to_string(), "value \"2147483647.5\" is out of range for type i32");
        assert!(matches!(u8::try_from(numeric("-1")), Err(Error::OutOfRange(_))));
        assert_eq!(u8::try_from(numeric("-0.4")), Ok(0));
        assert!(matches!(i128::try_from(numeric("1e1000")), Err(Error::OutOfRange(_))));
        let error = i64::try_from(numeric("NaN")).unwrap_err();
        assert_eq!(error, Error::ConversionNotSupported("cannot convert NaN to i64".to_string()));
    }

    #[test]
    fn floats_have_the_digits_of_postgresql() {
        let shown = |value: f64| AnyNumeric::try_from(value).unwrap().to_string();
        assert_eq!(shown(0.1 + 0.2), "0.3");
        assert_eq!(shown(100000.0), "100000");
        assert_eq!(shown(1e20), "100000000000000000000");
        assert_eq!(shown(-1.5e-7), "-0.00000015");
        assert_eq!(shown(0.0), "0");
        assert_eq!(shown(f64::NEG_INFINITY), "-Infinity");
        assert_eq!(shown(1.0 / 3.0), "0.333333333333333");
        assert_eq!(shown(f64::MAX).len(), 309);
        assert_eq!(AnyNumeric::try_from(16777216.0f32).unwrap().to_string(), "16777200");
        assert_eq!(AnyNumeric::try_from(0.1f32).unwrap().to_string(), "0.1");
    }

    #[test]
    fn numerics_become_the_nearest_float() {
        let float = |text: &str| f64::try_from(text.parse::<AnyNumeric>().expect("the test's own number"));
        assert_eq!(float("0.1"), Ok(0.1));
        assert_eq!(float("-Infinity"), Ok(f64::NEG_INFINITY));
        assert!(float("NaN").is_ok_and(f64::is_nan));
        assert_eq!(float("0.00"), Ok(0.0));
        assert!(matches!(float("1e309"), Err(Error::OutOfRange(_))));
        assert!(matches!(float("1e-400"), Err(Error::OutOfRange(_))));
        assert!(f32::try_from(AnyNumeric::try_from(1e39).unwrap()).is_err());
    }

    #[test]
    fn c_strings_are_read() {
        assert_eq!(AnyNumeric::try_from(c"1.5").unwrap().to_string(), "1.5");
        assert!(AnyNumeric::try_from(c"x").is_err());
    }
}
