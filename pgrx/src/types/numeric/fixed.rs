// SPDX-License-Identifier: PostgreSQL
//! `numeric(P, S)`.

use std::ffi::CStr;
use std::fmt;
use std::ops::{Deref, Neg};
use std::str::FromStr;

use super::decimal::{Decimal, DIGITS};
use super::{AnyNumeric, Error, Value};

/// A `numeric(P, S)`: at most P decimal digits, S of them after the point. `Numeric<0, 0>` is without limits.
///
/// It has all methods of [`AnyNumeric`]; the results of operators are [`AnyNumeric`].
///
/// ```
/// # use pgrx::prelude::*;
/// let price: Numeric<6, 2> = "1234.567".parse().unwrap();
/// assert_eq!(price.to_string(), "1234.57");
/// assert!("10000".parse::<Numeric<6, 2>>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Numeric<const P: u32, const S: u32>(AnyNumeric);

impl<const P: u32, const S: u32> Numeric<P, S> {
    /// The number without the limits.
    pub fn as_anynumeric(&self) -> &AnyNumeric {
        &self.0
    }

    /// With another precision and scale; too large a value is an error.
    pub fn rescale<const NEW_P: u32, const NEW_S: u32>(self) -> Result<Numeric<NEW_P, NEW_S>, Error> {
        Numeric::try_from(self.0)
    }
}

/// Rounds, then checks: rounding may add a digit.
fn fit(decimal: Decimal, precision: u32, scale: u32) -> Result<Decimal, Error> {
    const MAX_PRECISION: u32 = 1000;
    if precision == 0 || precision > MAX_PRECISION || scale > MAX_PRECISION {
        return Err(Error::Invalid(format!("there is no type numeric({precision},{scale})")));
    }
    let rounded = decimal.round(scale as i32);
    let leading = rounded.digits.first().map_or(0, |digit| digit.ilog10() as i32 + 1);
    let digits_before_point = rounded.weight * DIGITS + leading;
    let allowed = precision as i32 - scale as i32;
    if !rounded.is_zero() && digits_before_point > allowed {
        return Err(Error::OutOfRange(format!(
            "numeric field overflow: a field with precision {precision}, scale {scale} must round to an absolute \
             value less than 10^{allowed}"
        )));
    }
    Ok(rounded)
}

impl<const P: u32, const S: u32> TryFrom<AnyNumeric> for Numeric<P, S> {
    type Error = Error;

    fn try_from(number: AnyNumeric) -> Result<Numeric<P, S>, Error> {
        if (P, S) == (0, 0) {
            return Ok(Numeric(number));
        }
        match number.value {
            Value::Finite(decimal) => Ok(Numeric(fit(decimal, P, S)?.into())),
            Value::NaN => Ok(Numeric(number)),
            Value::Infinity | Value::NegativeInfinity => Err(Error::OutOfRange(format!(
                "numeric field overflow: a field with precision {P}, scale {S} cannot hold an infinite value"
            ))),
        }
    }
}

impl<const P: u32, const S: u32> From<Numeric<P, S>> for AnyNumeric {
    fn from(number: Numeric<P, S>) -> AnyNumeric {
        number.0
    }
}

impl<const P: u32, const S: u32> TryFrom<&str> for Numeric<P, S> {
    type Error = Error;

    fn try_from(text: &str) -> Result<Numeric<P, S>, Error> {
        text.parse()
    }
}

impl<const P: u32, const S: u32> TryFrom<&CStr> for Numeric<P, S> {
    type Error = Error;

    fn try_from(text: &CStr) -> Result<Numeric<P, S>, Error> {
        AnyNumeric::try_from(text)?.rescale()
    }
}

impl<const P: u32, const S: u32> FromStr for Numeric<P, S> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Numeric<P, S>, Error> {
        text.parse::<AnyNumeric>()?.rescale()
    }
}

impl<const P: u32, const S: u32> Deref for Numeric<P, S> {
    type Target = AnyNumeric;

    fn deref(&self) -> &AnyNumeric {
        &self.0
    }
}

impl<const P: u32, const S: u32> Neg for Numeric<P, S> {
    type Output = Numeric<P, S>;

    fn neg(self) -> Numeric<P, S> {
        Numeric(-self.0)
    }
}

impl<const P: u32, const S: u32> fmt::Display for Numeric<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<const P: u32, const S: u32> fmt::Debug for Numeric<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Numeric<{P}, {S}>({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_and_must_fit() {
        assert_eq!("999.994".parse::<Numeric<5, 2>>().unwrap().to_string(), "999.99");
        let error = "999.995".parse::<Numeric<5, 2>>().unwrap_err();
        assert!(error.to_string().contains("precision 5, scale 2"), "{error}");
        assert_eq!("-1".parse::<Numeric<3, 2>>().unwrap().to_string(), "-1.00");
        assert_eq!("0".parse::<Numeric<2, 2>>().unwrap().to_string(), "0.00");
        assert!("1".parse::<Numeric<2, 2>>().is_err());
        assert_eq!("0.00123".parse::<Numeric<2, 4>>().unwrap().to_string(), "0.0012");
        assert!("0.0123".parse::<Numeric<1, 4>>().is_err());
        assert_eq!("1e100".parse::<Numeric<0, 0>>().unwrap().normalize().len(), 101);
        assert!("1".parse::<Numeric<2000, 0>>().is_err());
    }

    #[test]
    fn nan_fits_and_infinity_does_not() {
        assert!("NaN".parse::<Numeric<3, 1>>().unwrap().is_nan());
        assert!("inf".parse::<Numeric<3, 1>>().is_err());
    }

    #[test]
    fn rescaling_goes_on() {
        let number = Numeric::<6, 3>::try_from(42.4567).unwrap();
        assert_eq!(number.clone().rescale::<3, 1>().unwrap().to_string(), "42.5");
        assert_eq!(f32::try_from(number.rescale::<3, 1>().unwrap()), Ok(42.5));
        assert_eq!((-Numeric::<3, 1>::try_from(7).unwrap()).to_string(), "-7.0");
    }
}
