// SPDX-License-Identifier: PostgreSQL
//! interval.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use super::calendar::*;
use super::errors::{or_raise, IntervalConversionError, Refusal};
use super::parts::DateTimeParts;
use super::text;

/// SQL `interval`: months, days and microseconds, each for itself, because months and days differ in length.
///
/// ```
/// # use pgrx::prelude::*;
/// let interval = Interval::from_months(14) + Interval::from_hours(30);
/// assert_eq!(interval.to_string(), "1 year 2 mons 30:00:00");
/// assert_eq!(interval.justify_hours().to_string(), "1 year 2 mons 1 day 06:00:00");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Interval {
    micros: i64,
    days: i32,
    months: i32,
}

impl Interval {
    /// The interval with these parts; months, and what is less than a month, must not have different signs.
    pub fn new(months: i32, days: i32, micros: i64) -> Result<Interval, IntervalConversionError> {
        let is_mixed = (months < 0 && (days > 0 || micros > 0)) || (months > 0 && (days < 0 || micros < 0));
        if is_mixed {
            return Err(IntervalConversionError::MismatchedSigns);
        }
        Ok(Interval { micros, days, months })
    }

    /// The interval with these parts, of whatever signs.
    pub(super) const fn from_parts(months: i32, days: i32, micros: i64) -> Interval {
        Interval { micros, days, months }
    }

    /// So many years; too many end the statement, as with all of these.
    #[track_caller]
    pub fn from_years(years: i32) -> Interval {
        Interval::from_months(or_raise(years.checked_mul(MONTHS_PER_YEAR).ok_or_else(range)))
    }

    /// So many months.
    pub const fn from_months(months: i32) -> Interval {
        Interval { micros: 0, days: 0, months }
    }

    /// So many weeks.
    #[track_caller]
    pub fn from_weeks(weeks: i32) -> Interval {
        Interval::from_days(or_raise(weeks.checked_mul(7).ok_or_else(range)))
    }

    /// So many days.
    pub const fn from_days(days: i32) -> Interval {
        Interval { micros: 0, days, months: 0 }
    }

    /// So many hours.
    pub const fn from_hours(hours: i32) -> Interval {
        Interval::from_micros(hours as i64 * MICROS_PER_HOUR)
    }

    /// So many minutes.
    pub const fn from_minutes(minutes: i32) -> Interval {
        Interval::from_micros(minutes as i64 * MICROS_PER_MINUTE)
    }

    /// So many seconds, rounded to microseconds.
    #[track_caller]
    pub fn from_seconds(seconds: f64) -> Interval {
        Interval::from_micros(or_raise(micros_of(seconds * MICROS_PER_SECOND as f64)))
    }

    /// So many microseconds.
    pub const fn from_micros(microseconds: i64) -> Interval {
        Interval { micros: microseconds, days: 0, months: 0 }
    }

    /// The interval with these parts, which must not have different signs; too much of one ends the statement.
    #[track_caller]
    pub fn from(
        years: Option<i32>,
        months: Option<i32>,
        weeks: Option<i32>,
        days: Option<i32>,
        hours: Option<i32>,
        minutes: Option<i32>,
        seconds: Option<f64>,
    ) -> Result<Interval, IntervalConversionError> {
        let [years, months, weeks, days, hours, minutes] =
            [years, months, weeks, days, hours, minutes].map(Option::unwrap_or_default);
        let seconds = seconds.unwrap_or_default();
        let signs = [years, months, weeks, days, hours, minutes].map(i32::signum);
        let (mut any_positive, mut any_negative) = (seconds > 0.0, seconds < 0.0);
        for sign in signs {
            any_positive |= sign > 0;
            any_negative |= sign < 0;
        }
        if any_positive && any_negative {
            return Err(IntervalConversionError::MismatchedSigns);
        }
        let parts = || {
            let months = years.checked_mul(MONTHS_PER_YEAR)?.checked_add(months)?;
            let days = weeks.checked_mul(7)?.checked_add(days)?;
            let micros = micros_of(seconds * MICROS_PER_SECOND as f64).ok()?;
            let clock = i64::from(hours) * MICROS_PER_HOUR + i64::from(minutes) * MICROS_PER_MINUTE;
            Some(Interval { micros: clock.checked_add(micros)?, days, months })
        };
        Ok(or_raise(parts().ok_or_else(range)))
    }

    /// The months, years among them.
    pub const fn months(&self) -> i32 {
        self.months
    }

    /// The days beside the months.
    pub const fn days(&self) -> i32 {
        self.days
    }

    /// The microseconds beside the days.
    pub const fn micros(&self) -> i64 {
        self.micros
    }

    /// All of it in microseconds, where a month has 30 days and a day 24 hours: what orders intervals.
    pub const fn as_micros(&self) -> i128 {
        let days = self.months as i128 * DAYS_PER_MONTH as i128 + self.days as i128;
        days * MICROS_PER_DAY as i128 + self.micros as i128
    }

    /// Without the signs of its parts.
    #[track_caller]
    pub fn abs(self) -> Interval {
        let parts = || {
            let micros = self.micros.checked_abs()?;
            Some(Interval { micros, days: self.days.checked_abs()?, months: self.months.checked_abs()? })
        };
        or_raise(parts().ok_or_else(range))
    }

    /// One microsecond, forwards or backwards, or nothing if the interval is nothing.
    pub fn signum(self) -> Interval {
        match (self.months, self.days, self.micros) {
            (0, 0, 0) => self,
            _ if self.is_positive() => Interval::from_micros(1),
            _ => Interval::from_micros(-1),
        }
    }

    /// Whether no part is negative.
    pub const fn is_positive(self) -> bool {
        !self.is_negative()
    }

    /// Whether some part is negative.
    pub const fn is_negative(self) -> bool {
        self.months < 0 || self.days < 0 || self.micros < 0
    }

    /// Always true: this PostgreSQL has no infinite intervals.
    pub const fn is_finite(&self) -> bool {
        true
    }

    /// What is smaller than `units` becomes nothing, as with SQL's `date_trunc`.
    #[track_caller]
    pub fn truncate(self, units: DateTimeParts) -> Interval {
        or_raise(self.truncated(units))
    }

    /// Every 30 days become a month, and the two get the same sign.
    #[track_caller]
    pub fn justify_days(self) -> Interval {
        or_raise(self.days_justified())
    }

    /// Every 24 hours become a day, and the two get the same sign.
    #[track_caller]
    pub fn justify_hours(self) -> Interval {
        or_raise(self.hours_justified())
    }

    /// Hours become days and days months, and all get the same sign.
    #[track_caller]
    pub fn justify(self) -> Interval {
        or_raise(self.justified())
    }

    /// The parts.
    pub const fn into_inner(self) -> crate::pg_sys::Interval {
        crate::pg_sys::Interval { time: self.micros, day: self.days, month: self.months }
    }
}

pub(super) fn range() -> Refusal {
    Refusal::range("interval")
}

/// Whole microseconds, if an interval can have so many.
pub(super) fn micros_of(micros: f64) -> Result<i64, Refusal> {
    let rounded = round_half_even(micros);
    if (i64::MIN as f64..-(i64::MIN as f64)).contains(&rounded) {
        Ok(rounded as i64)
    } else {
        Err(range())
    }
}

impl Default for Interval {
    /// Nothing.
    fn default() -> Interval {
        Interval::from_micros(0)
    }
}

impl PartialEq for Interval {
    /// As SQL compares them: a month is 30 days.
    fn eq(&self, other: &Interval) -> bool {
        self.as_micros() == other.as_micros()
    }
}

impl Eq for Interval {}

impl Ord for Interval {
    fn cmp(&self, other: &Interval) -> Ordering {
        self.as_micros().cmp(&other.as_micros())
    }
}

impl PartialOrd for Interval {
    fn partial_cmp(&self, other: &Interval) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Interval {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_micros().hash(state);
    }
}

impl TryFrom<Duration> for Interval {
    type Error = IntervalConversionError;

    /// Months of 30 days, days, and microseconds.
    fn try_from(duration: Duration) -> Result<Interval, IntervalConversionError> {
        let micros = duration.as_micros();
        let days = micros / MICROS_PER_DAY as u128;
        let months = i32::try_from(days / DAYS_PER_MONTH as u128)
            .map_err(|_| IntervalConversionError::DurationMonthsOutOfBounds)?;
        Ok(Interval {
            micros: (micros % MICROS_PER_DAY as u128) as i64,
            days: (days % DAYS_PER_MONTH as u128) as i32,
            months,
        })
    }
}

impl TryFrom<Interval> for Duration {
    type Error = IntervalConversionError;

    fn try_from(interval: Interval) -> Result<Duration, IntervalConversionError> {
        if interval.is_negative() {
            return Err(IntervalConversionError::NegativeInterval);
        }
        u64::try_from(interval.as_micros())
            .map(Duration::from_micros)
            .map_err(|_| IntervalConversionError::IntervalTooLarge)
    }
}

impl std::fmt::Display for Interval {
    /// As SQL shows it with `IntervalStyle` postgres.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&text::interval(*self))
    }
}
