// SPDX-License-Identifier: PostgreSQL
//! Calculating with intervals as PostgreSQL does, down to the order of its floating point operations.

use super::calendar::*;
use super::errors::Refusal;
use super::interval::{micros_of, range};
use super::Interval;
use crate::sqlstate::PgSqlErrorCode;

impl Interval {
    pub(super) fn negated(self) -> Result<Interval, Refusal> {
        Interval::from_parts(0, 0, 0).minus(self)
    }

    pub(super) fn plus(self, other: Interval) -> Result<Interval, Refusal> {
        let sum = || {
            Some(Interval::from_parts(
                self.months().checked_add(other.months())?,
                self.days().checked_add(other.days())?,
                self.micros().checked_add(other.micros())?,
            ))
        };
        sum().ok_or_else(range)
    }

    pub(super) fn minus(self, other: Interval) -> Result<Interval, Refusal> {
        let difference = || {
            Some(Interval::from_parts(
                self.months().checked_sub(other.months())?,
                self.days().checked_sub(other.days())?,
                self.micros().checked_sub(other.micros())?,
            ))
        };
        difference().ok_or_else(range)
    }

    pub(super) fn times(self, factor: f64) -> Result<Interval, Refusal> {
        self.scaled(|part| part * factor)
    }

    pub(super) fn over(self, divisor: f64) -> Result<Interval, Refusal> {
        if divisor == 0.0 {
            return Err(Refusal::new(PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO, "division by zero"));
        }
        self.scaled(|part| part / divisor)
    }

    /// Fractions of months become days, and fractions of days become time, rounded to microseconds on the way so
    /// that binary fractions do not show.
    fn scaled(self, scale: impl Fn(f64) -> f64) -> Result<Interval, Refusal> {
        const SECONDS: f64 = SECONDS_PER_DAY as f64;
        let (exact_months, exact_days) = (scale(self.months().into()), scale(self.days().into()));
        let (months, mut days) = (whole(exact_months)?, whole(exact_days)?);

        let days_of_months = rounded((exact_months - f64::from(months)) * f64::from(DAYS_PER_MONTH));
        let whole_days_of_months = days_of_months as i32;
        let fraction = exact_days - f64::from(days) + days_of_months - f64::from(whole_days_of_months);
        let mut seconds = rounded(fraction * SECONDS);
        if seconds.abs() >= SECONDS {
            let whole_days = (seconds / SECONDS) as i32;
            days = days.checked_add(whole_days).ok_or_else(range)?;
            seconds -= f64::from(whole_days) * SECONDS;
        }
        days = days.checked_add(whole_days_of_months).ok_or_else(range)?;
        let micros = micros_of(scale(self.micros() as f64) + seconds * MICROS_PER_SECOND as f64)?;
        Ok(Interval::from_parts(months, days, micros))
    }

    pub(super) fn hours_justified(self) -> Result<Interval, Refusal> {
        let whole_days = (self.micros() / MICROS_PER_DAY) as i32;
        let micros = self.micros() % MICROS_PER_DAY;
        let days = self.days().checked_add(whole_days).ok_or_else(range)?;
        let (days, micros) = with_one_sign(days, micros);
        Ok(Interval::from_parts(self.months(), days, micros))
    }

    pub(super) fn days_justified(self) -> Result<Interval, Refusal> {
        let months = self.months().checked_add(self.days() / DAYS_PER_MONTH).ok_or_else(range)?;
        let days = self.days() % DAYS_PER_MONTH;
        let (months, days) = match (months, days) {
            (1.., ..=-1) => (months - 1, days + DAYS_PER_MONTH),
            (..=-1, 1..) => (months + 1, days - DAYS_PER_MONTH),
            same => same,
        };
        Ok(Interval::from_parts(months, days, self.micros()))
    }

    pub(super) fn justified(self) -> Result<Interval, Refusal> {
        // In wide numbers, because days and hours that cancel each other out must not overflow between.
        let all_days = i64::from(self.days()) + self.micros() / MICROS_PER_DAY;
        let mut micros = self.micros() % MICROS_PER_DAY;
        let mut months = i64::from(self.months()) + all_days / i64::from(DAYS_PER_MONTH);
        let mut days = (all_days % i64::from(DAYS_PER_MONTH)) as i32;
        months = i64::from(i32::try_from(months).map_err(|_| range())?);
        let less = days < 0 || (days == 0 && micros < 0);
        let more = days > 0 || (days == 0 && micros > 0);
        if months > 0 && less {
            (months, days) = (months - 1, days + DAYS_PER_MONTH);
        } else if months < 0 && more {
            (months, days) = (months + 1, days - DAYS_PER_MONTH);
        }
        (days, micros) = with_one_sign(days, micros);
        Ok(Interval::from_parts(months as i32, days, micros))
    }
}

fn with_one_sign(days: i32, micros: i64) -> (i32, i64) {
    match (days, micros) {
        (1.., ..=-1) => (days - 1, micros + MICROS_PER_DAY),
        (..=-1, 1..) => (days + 1, micros - MICROS_PER_DAY),
        same => same,
    }
}

/// Towards zero, if an interval can have so many months or days.
fn whole(value: f64) -> Result<i32, Refusal> {
    if (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&value) {
        Ok(value as i32)
    } else {
        Err(range())
    }
}

/// To six digits behind the point.
fn rounded(value: f64) -> f64 {
    const DIGITS: f64 = 1_000_000.0;
    round_half_even(value * DIGITS) / DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(months: i32, days: i32, micros: i64) -> Interval {
        Interval::from_parts(months, days, micros)
    }

    fn parts(result: Result<Interval, Refusal>) -> (i32, i32, i64) {
        let made = result.unwrap();
        (made.months(), made.days(), made.micros())
    }

    #[test]
    fn fractions_go_to_the_smaller_units() {
        assert_eq!(parts(interval(1, 0, 0).times(0.5)), (0, 15, 0));
        assert_eq!(parts(interval(1, 1, 0).over(10.0)), (0, 3, MICROS_PER_HOUR * 12 / 5));
        assert_eq!(parts(interval(0, 1, 0).times(1.0 / 3.0)), (0, 0, MICROS_PER_HOUR * 8));
        assert_eq!(parts(interval(-1, 0, 0).over(3.0)), (0, -10, 0));
        assert_eq!(parts(interval(14, 3, 1).times(-1.0)), (-14, -3, -1));
        assert_eq!(parts(interval(0, 0, 3).over(2.0)), (0, 0, 2)); // 1.5 goes to the even one
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for result in [
            interval(i32::MAX, 0, 0).times(2.0),
            interval(0, i32::MAX, 0).times(1.5),
            interval(0, 0, i64::MAX).times(2.0),
            interval(1, 0, 0).times(f64::NAN),
            interval(1, 0, 0).times(f64::INFINITY),
            interval(i32::MAX, 0, 0).over(0.5),
            interval(i32::MAX, 0, 0).plus(interval(1, 0, 0)),
            interval(0, 0, i64::MIN).minus(interval(0, 0, 1)),
            interval(0, i32::MIN, 0).negated(),
            interval(0, i32::MAX, MICROS_PER_DAY).hours_justified(),
            interval(i32::MAX, 30, 0).days_justified(),
            interval(i32::MAX, 30, 0).justified(),
        ] {
            assert_eq!(result.unwrap_err().message, "interval out of range");
        }
        let refusal = interval(1, 0, 0).over(0.0).unwrap_err();
        assert_eq!((refusal.code.sqlstate().as_str(), refusal.message.as_str()), ("22012", "division by zero"));
    }

    #[test]
    fn justifying_gives_all_parts_one_sign() {
        assert_eq!(parts(interval(0, 1, -1).hours_justified()), (0, 0, MICROS_PER_DAY - 1));
        assert_eq!(parts(interval(0, -1, MICROS_PER_DAY * 3 + 1).hours_justified()), (0, 2, 1));
        assert_eq!(parts(interval(1, -65, 0).days_justified()), (-1, -5, 0));
        assert_eq!(parts(interval(1, 0, -1).justified()), (0, 29, MICROS_PER_DAY - 1));
        assert_eq!(parts(interval(-1, 0, 1).justified()), (0, -29, 1 - MICROS_PER_DAY));
        assert_eq!(parts(interval(0, 29, MICROS_PER_DAY).justified()), (1, 0, 0));
        // Days and hours that cancel each other out do not overflow on the way.
        let days = interval(0, i32::MAX, -i64::from(i32::MAX) * MICROS_PER_HOUR);
        assert!(days.justified().is_ok());
    }
}
