// SPDX-License-Identifier: PostgreSQL
//! `+ - * / %` of numerics with each other and with Rust's numbers.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign};

use super::decimal::Decimal;
use super::fault::{or_raise, Fault};
use super::{AnyNumeric, Numeric, Sign, Value};

type Outcome = Result<AnyNumeric, Fault>;

fn finite(decimal: Decimal) -> Outcome {
    Ok(decimal.checked()?.into())
}

fn infinity(sign: Sign) -> AnyNumeric {
    match sign {
        Sign::Negative => Value::NegativeInfinity.into(),
        Sign::Positive => Value::Infinity.into(),
        Sign::Zero | Sign::NaN => Value::NaN.into(),
    }
}

fn add(a: &AnyNumeric, b: &AnyNumeric) -> Outcome {
    match (&a.value, &b.value) {
        (Value::Finite(a), Value::Finite(b)) => finite(a.add(b)),
        (Value::NaN, _) | (_, Value::NaN) => Ok(Value::NaN.into()),
        (Value::Infinity, Value::NegativeInfinity) | (Value::NegativeInfinity, Value::Infinity) => {
            Ok(Value::NaN.into())
        }
        (Value::Finite(_), _) => Ok(b.clone()),
        _ => Ok(a.clone()),
    }
}

fn subtract(a: &AnyNumeric, b: &AnyNumeric) -> Outcome {
    match (&a.value, &b.value) {
        (Value::Finite(a), Value::Finite(b)) => finite(a.subtract(b)),
        _ => add(a, &negate(b.clone())),
    }
}

fn multiply(a: &AnyNumeric, b: &AnyNumeric) -> Outcome {
    match (&a.value, &b.value) {
        (Value::Finite(a), Value::Finite(b)) => finite(a.multiply(b)),
        _ => Ok(infinity(product_sign(a.sign(), b.sign()))),
    }
}

fn product_sign(a: Sign, b: Sign) -> Sign {
    match (a, b) {
        (Sign::NaN, _) | (_, Sign::NaN) => Sign::NaN,
        (Sign::Zero, _) | (_, Sign::Zero) => Sign::Zero,
        _ if a == b => Sign::Positive,
        _ => Sign::Negative,
    }
}

fn divide(a: &AnyNumeric, b: &AnyNumeric) -> Outcome {
    match (&a.value, &b.value) {
        (Value::Finite(a), Value::Finite(b)) => finite(a.divide(b)?),
        (Value::NaN, _) | (_, Value::NaN) => Ok(Value::NaN.into()),
        (Value::Finite(_), _) => Ok(AnyNumeric::default()),
        (_, Value::Finite(b)) if b.is_zero() => Err(Fault::DivisionByZero),
        (_, Value::Finite(_)) => Ok(infinity(product_sign(a.sign(), b.sign()))),
        _ => Ok(Value::NaN.into()),
    }
}

fn remainder(a: &AnyNumeric, b: &AnyNumeric) -> Outcome {
    match (&a.value, &b.value) {
        (Value::Finite(a), Value::Finite(b)) => finite(a.remainder(b)?),
        (Value::NaN, _) | (_, Value::NaN) => Ok(Value::NaN.into()),
        (Value::Finite(_), _) => Ok(a.clone()),
        (_, Value::Finite(b)) if b.is_zero() => Err(Fault::DivisionByZero),
        _ => Ok(Value::NaN.into()),
    }
}

fn negate(a: AnyNumeric) -> AnyNumeric {
    match a.value {
        Value::NaN => Value::NaN,
        Value::Infinity => Value::NegativeInfinity,
        Value::NegativeInfinity => Value::Infinity,
        Value::Finite(decimal) => Value::Finite(decimal.negated()),
    }
    .into()
}

macro_rules! operator {
    ($trait:ident, $method:ident, $assign_trait:ident, $assign:ident, $function:ident) => {
        operator!(@between $trait, $method, $function, AnyNumeric, AnyNumeric);
        operator!(@between $trait, $method, $function, AnyNumeric, &AnyNumeric);
        operator!(@between $trait, $method, $function, &AnyNumeric, AnyNumeric);
        operator!(@between $trait, $method, $function, &AnyNumeric, &AnyNumeric);
        operator!(@primitives $trait, $method, $assign_trait, $assign, $function,
            i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64);

        impl $assign_trait for AnyNumeric {
            #[track_caller]
            fn $assign(&mut self, rhs: AnyNumeric) {
                *self = or_raise($function(self, &rhs));
            }
        }

        impl $assign_trait<&AnyNumeric> for AnyNumeric {
            #[track_caller]
            fn $assign(&mut self, rhs: &AnyNumeric) {
                *self = or_raise($function(self, rhs));
            }
        }

        impl<const P: u32, const S: u32, const Q: u32, const T: u32> $trait<Numeric<Q, T>> for Numeric<P, S> {
            type Output = AnyNumeric;

            #[track_caller]
            fn $method(self, rhs: Numeric<Q, T>) -> AnyNumeric {
                or_raise($function(&self, &rhs))
            }
        }

        impl<const P: u32, const S: u32> $trait<AnyNumeric> for Numeric<P, S> {
            type Output = AnyNumeric;

            #[track_caller]
            fn $method(self, rhs: AnyNumeric) -> AnyNumeric {
                or_raise($function(&self, &rhs))
            }
        }

        impl<const P: u32, const S: u32> $trait<Numeric<P, S>> for AnyNumeric {
            type Output = AnyNumeric;

            #[track_caller]
            fn $method(self, rhs: Numeric<P, S>) -> AnyNumeric {
                or_raise($function(&self, &rhs))
            }
        }
    };
    (@between $trait:ident, $method:ident, $function:ident, $left:ty, $right:ty) => {
        impl $trait<$right> for $left {
            type Output = AnyNumeric;

            #[track_caller]
            fn $method(self, rhs: $right) -> AnyNumeric {
                #[allow(clippy::needless_borrow)] // one of the forms is a reference already
                or_raise($function(&self, &rhs))
            }
        }
    };
    (@primitives $trait:ident, $method:ident, $assign_trait:ident, $assign:ident, $function:ident, $($type:ty)*) => {$(
        impl $trait<$type> for AnyNumeric {
            type Output = AnyNumeric;

            #[track_caller]
            fn $method(self, rhs: $type) -> AnyNumeric {
                or_raise($function(&self, &AnyNumeric::of_primitive(rhs)))
            }
        }

        impl $trait<$type> for &AnyNumeric {
            type Output = AnyNumeric;

            #[track_caller]
            fn $method(self, rhs: $type) -> AnyNumeric {
                or_raise($function(self, &AnyNumeric::of_primitive(rhs)))
            }
        }

        impl $trait<AnyNumeric> for $type {
            type Output = AnyNumeric;

            #[track_caller]
            fn $method(self, rhs: AnyNumeric) -> AnyNumeric {
                or_raise($function(&AnyNumeric::of_primitive(self), &rhs))
            }
        }

        impl<const P: u32, const S: u32> $trait<$type> for Numeric<P, S> {
            type Output = AnyNumeric;

            #[track_caller]
            fn $method(self, rhs: $type) -> AnyNumeric {
                or_raise($function(&self, &AnyNumeric::of_primitive(rhs)))
            }
        }

        impl<const P: u32, const S: u32> $trait<Numeric<P, S>> for $type {
            type Output = AnyNumeric;

            #[track_caller]
            fn $method(self, rhs: Numeric<P, S>) -> AnyNumeric {
                or_raise($function(&AnyNumeric::of_primitive(self), &rhs))
            }
        }

        impl $assign_trait<$type> for AnyNumeric {
            #[track_caller]
            fn $assign(&mut self, rhs: $type) {
                *self = or_raise($function(self, &AnyNumeric::of_primitive(rhs)));
            }
        }
    )*};
}

operator!(Add, add, AddAssign, add_assign, add);
operator!(Sub, sub, SubAssign, sub_assign, subtract);
operator!(Mul, mul, MulAssign, mul_assign, multiply);
operator!(Div, div, DivAssign, div_assign, divide);
operator!(Rem, rem, RemAssign, rem_assign, remainder);

impl Neg for AnyNumeric {
    type Output = AnyNumeric;

    fn neg(self) -> AnyNumeric {
        negate(self)
    }
}

impl Neg for &AnyNumeric {
    type Output = AnyNumeric;

    fn neg(self) -> AnyNumeric {
        negate(self.clone())
    }
}

impl Sum for AnyNumeric {
    #[track_caller]
    fn sum<I: Iterator<Item = AnyNumeric>>(iter: I) -> AnyNumeric {
        iter.fold(AnyNumeric::default(), |sum, value| sum + value)
    }
}

impl<'a> Sum<&'a AnyNumeric> for AnyNumeric {
    #[track_caller]
    fn sum<I: Iterator<Item = &'a AnyNumeric>>(iter: I) -> AnyNumeric {
        iter.fold(AnyNumeric::default(), |sum, value| sum + value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric(text: &str) -> AnyNumeric {
        text.parse().expect("the test's own number")
    }

    #[test]
    fn primitives_may_stand_on_both_sides() {
        let two = AnyNumeric::from(2);
        assert_eq!((1i8 - &two * 3u64).to_string(), "-5");
        assert_eq!((two.clone() + 0.5f32).to_string(), "2.5");
        assert_eq!((7i64 % two.clone()).to_string(), "1");
        let mut value = two;
        value += 1.5;
        value *= 4u128;
        value -= &numeric("0.25");
        assert_eq!(value.to_string(), "13.75");
        let fixed = numeric("1.25").rescale::<5, 2>().unwrap();
        assert_eq!((10i16 - fixed.clone()).to_string(), "8.75");
        assert_eq!((fixed.clone() * fixed).to_string(), "1.5625");
    }

    #[test]
    fn infinities_follow_postgresql() {
        let (inf, minus, nan, two, zero) =
            (numeric("inf"), numeric("-inf"), numeric("NaN"), numeric("2.0"), numeric("0"));
        assert!((&inf + &minus).is_nan() && (&inf - &inf).is_nan() && (&inf * &zero).is_nan());
        assert!((&nan + &inf).is_nan() && (&two * &nan).is_nan() && (&nan / &zero).is_nan());
        assert_eq!(&inf - &minus, inf);
        assert_eq!(&two - &inf, minus);
        assert_eq!(&minus * &two, minus);
        assert_eq!(-&two * &minus, inf);
        assert_eq!((&two / &inf).to_string(), "0");
        assert!((&inf / &minus).is_nan() && (&inf % &two).is_nan());
        assert_eq!(&minus / &two, minus);
        assert_eq!((&two % &minus).to_string(), "2.0");
        assert_eq!(divide(&inf, &zero).unwrap_err(), Fault::DivisionByZero);
        assert_eq!(remainder(&inf, &zero).unwrap_err(), Fault::DivisionByZero);
    }

    #[test]
    fn what_the_format_cannot_hold_is_an_overflow() {
        let huge = numeric("1e131071");
        assert_eq!(multiply(&huge, &numeric("10")).unwrap_err(), Fault::Overflow);
        assert_eq!(add(&(&huge * 9i32), &huge).unwrap_err(), Fault::Overflow);
        assert_eq!(divide(&huge, &numeric("0.1")).unwrap_err(), Fault::Overflow);
    }

    #[test]
    fn sums_of_iterators() {
        let values = ["1.5", "2.25", "-1"].map(numeric);
        assert_eq!(values.iter().sum::<AnyNumeric>().to_string(), "2.75");
        assert_eq!(values.into_iter().sum::<AnyNumeric>().to_string(), "2.75");
    }
}
