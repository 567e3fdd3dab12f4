// SPDX-License-Identifier: PostgreSQL
//! money.

use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

use crate::errors::ErrorReport;
use crate::sqlstate::PgSqlErrorCode;

/// A `money`: a number of the smallest unit of the currency, cents mostly.
///
/// What it is called, and how many digits are shown after the point, is a setting of the server (`lc_monetary`), so it
/// is not shown here. An overflow ends the statement with 22003, as in PostgreSQL 18; older servers' own operators wrap.
///
/// ```
/// # use pgrx::prelude::*;
/// let price = Money::from_units(1990);
/// assert_eq!((price * 3 - price).units(), 3980);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

impl Money {
    /// So many of the smallest unit.
    pub const fn from_units(units: i64) -> Money {
        Money(units)
    }

    /// How many of the smallest unit.
    pub const fn units(self) -> i64 {
        self.0
    }
}

#[track_caller]
fn in_range(units: Option<i64>) -> Money {
    match units {
        Some(units) => Money(units),
        None => out_of_range(),
    }
}

#[cold]
#[track_caller]
fn out_of_range() -> Money {
    ErrorReport::new(PgSqlErrorCode::ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, "money out of range", "").raise()
}

impl Add for Money {
    type Output = Money;

    #[track_caller]
    fn add(self, other: Money) -> Money {
        in_range(self.0.checked_add(other.0))
    }
}

impl Sub for Money {
    type Output = Money;

    #[track_caller]
    fn sub(self, other: Money) -> Money {
        in_range(self.0.checked_sub(other.0))
    }
}

impl Mul<i64> for Money {
    type Output = Money;

    #[track_caller]
    fn mul(self, factor: i64) -> Money {
        in_range(self.0.checked_mul(factor))
    }
}

impl Neg for Money {
    type Output = Money;

    #[track_caller]
    fn neg(self) -> Money {
        in_range(self.0.checked_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(iter: I) -> Money {
        iter.fold(Money(0), Add::add)
    }
}

by_value!(Money, MONEYOID, |bits| Money(bits as i64), |money| money.0 as u64);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datum::{FromDatum, IntoDatum};

    #[test]
    fn money_is_counted_in_units() {
        let sum: Money = [Money::from_units(5), -Money::from_units(7)].into_iter().sum();
        assert_eq!(sum, Money::from_units(-2));
        assert_eq!(Money::try_from_datum(Money(i64::MIN).into_datum().unwrap()), Ok(Money(i64::MIN)));
        assert!(i64::try_from_datum(sum.into_datum().unwrap()).is_err());
    }
}
