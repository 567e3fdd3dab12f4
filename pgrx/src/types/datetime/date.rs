// SPDX-License-Identifier: PostgreSQL
//! date.

use super::calendar::*;
use super::errors::{or_raise, DateTimeConversionError, Refusal};
use super::text;
use super::{Interval, Timestamp, TimestampWithTimeZone};

/// SQL `date`: a day of the Gregorian calendar from 4713 BC to 5874897 AD, or infinity.
///
/// ```
/// # use pgrx::prelude::*;
/// let day = Date::new(2024, 2, 29)?;
/// assert_eq!((day + 1).to_string(), "2024-03-01");
/// # Ok::<(), DateTimeConversionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Date(i32);

impl Date {
    /// The day of that name; year -1 is 1 BC, and there is no year 0.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Date, DateTimeConversionError> {
        Date::from_fields(year, month, day).map_err(|_| DateTimeConversionError::FieldOverflow)
    }

    /// The day of that name; what is none ends the statement.
    #[track_caller]
    pub fn new_unchecked(year: isize, month: u8, day: u8) -> Date {
        // What does not fit has no calendar either.
        or_raise(Date::from_fields(i32::try_from(year).unwrap_or(i32::MAX), month, day))
    }

    fn from_fields(year: i32, month: u8, day: u8) -> Result<Date, Refusal> {
        let civil = Date::fields(year, month, day)?;
        Date::from_number(civil.number()).map_err(|refusal| Refusal {
            message: format!("{}: {}-{month:02}-{day:02}", refusal.message, civil.year),
            ..refusal
        })
    }

    /// A day of the calendar, whether or not a date can have it.
    pub(super) fn fields(year: i32, month: u8, day: u8) -> Result<Civil, Refusal> {
        from_written(year, month, day).ok_or_else(|| {
            let code = crate::PgSqlErrorCode::ERRCODE_DATETIME_FIELD_OVERFLOW;
            Refusal::new(code, format!("date field value out of range: {year}-{month:02}-{day:02}"))
        })
    }

    /// The day of that number, counted from 2000-01-01.
    pub(super) fn from_number(day: i64) -> Result<Date, Refusal> {
        if is_day(day) {
            Ok(Date(day as i32))
        } else {
            Err(Refusal::range("date"))
        }
    }

    /// The bits of a date that the server made.
    pub(super) const fn from_bits(bits: i32) -> Date {
        Date(bits)
    }

    /// Later than every day.
    pub const fn positive_infinity() -> Date {
        Date(i32::MAX)
    }

    /// Earlier than every day.
    pub const fn negative_infinity() -> Date {
        Date(i32::MIN)
    }

    /// The day of that number, counted from 2000-01-01; infinity where there is none.
    pub fn saturating_from_raw(day: i32) -> Date {
        match day {
            day if is_day(day.into()) => Date(day),
            ..=0 => Date::negative_infinity(),
            _ => Date::positive_infinity(),
        }
    }

    /// Whether it is later than every day.
    pub const fn is_infinity(&self) -> bool {
        self.0 == i32::MAX
    }

    /// Whether it is earlier than every day.
    pub const fn is_neg_infinity(&self) -> bool {
        self.0 == i32::MIN
    }

    /// Whether it is a day.
    pub const fn is_finite(&self) -> bool {
        !self.is_infinity() && !self.is_neg_infinity()
    }

    pub(super) fn civil(&self) -> Result<Civil, Refusal> {
        if self.is_finite() {
            Ok(Civil::of(self.0))
        } else {
            Err(Refusal::range("field of an infinite date"))
        }
    }

    /// The year; -1 is 1 BC. Of infinity there is none: the statement ends.
    #[track_caller]
    pub fn year(&self) -> i32 {
        or_raise(self.civil()).written_year()
    }

    /// The month, 1 to 12. Of infinity there is none: the statement ends.
    #[track_caller]
    pub fn month(&self) -> u8 {
        or_raise(self.civil()).month as u8
    }

    /// The day of the month, 1 to 31. Of infinity there is none: the statement ends.
    #[track_caller]
    pub fn day(&self) -> u8 {
        or_raise(self.civil()).day as u8
    }

    /// The number of the Julian day; infinity stays what it is.
    pub fn to_julian_days(&self) -> i32 {
        if self.is_finite() {
            self.0 + EPOCH_JULIAN
        } else {
            self.0
        }
    }

    /// Days since 2000-01-01.
    pub const fn to_pg_epoch_days(&self) -> i32 {
        self.0
    }

    /// Days since 1970-01-01; infinity stays what it is.
    pub fn to_unix_epoch_days(&self) -> i32 {
        if self.is_finite() {
            self.0 + (EPOCH_JULIAN - UNIX_EPOCH_JULIAN)
        } else {
            self.0
        }
    }

    /// Seconds since 1970-01-01 at midnight.
    pub fn to_posix_time(&self) -> i64 {
        i64::from(self.to_unix_epoch_days()) * SECONDS_PER_DAY
    }

    /// Days since 2000-01-01.
    pub const fn into_inner(self) -> i32 {
        self.0
    }

    pub(super) fn plus_days(self, days: i32) -> Result<Date, Refusal> {
        if self.is_finite() {
            Date::from_number(i64::from(self.0) + i64::from(days))
        } else {
            Ok(self)
        }
    }

    /// Midnight.
    pub(super) fn timestamp(self) -> Result<Timestamp, Refusal> {
        match self.0 {
            i32::MAX => Ok(Timestamp::positive_infinity()),
            i32::MIN => Ok(Timestamp::negative_infinity()),
            TIMESTAMP_END_DAY.. => Err(out_of_timestamps()),
            day => Ok(Timestamp::from_bits(i64::from(day) * MICROS_PER_DAY)),
        }
    }

    /// Midnight in the session's time zone.
    pub(super) fn timestamp_with_time_zone(self) -> Result<TimestampWithTimeZone, Refusal> {
        let midnight = self.timestamp()?;
        TimestampWithTimeZone::in_session(midnight).map_err(|_| out_of_timestamps())
    }

    pub(super) fn days_since(self, earlier: Date) -> Result<i32, Refusal> {
        if self.is_finite() && earlier.is_finite() {
            // Both are days: their numbers are less than 2³¹ apart, except where a limit is at each end.
            return self.0.checked_sub(earlier.0).ok_or_else(|| Refusal::range("date"));
        }
        let code = crate::PgSqlErrorCode::ERRCODE_DATETIME_VALUE_OUT_OF_RANGE;
        Err(Refusal::new(code, "cannot subtract infinite dates"))
    }

    pub(super) fn plus_interval(self, interval: Interval) -> Result<Timestamp, Refusal> {
        self.timestamp()?.plus(interval)
    }

    pub(super) fn minus_interval(self, interval: Interval) -> Result<Timestamp, Refusal> {
        self.timestamp()?.plus(interval.negated()?)
    }
}

pub(super) fn out_of_timestamps() -> Refusal {
    let code = crate::PgSqlErrorCode::ERRCODE_DATETIME_VALUE_OUT_OF_RANGE;
    Refusal::new(code, "date out of range for timestamp")
}

impl std::fmt::Display for Date {
    /// As SQL shows it with `DateStyle` ISO.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&text::date(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_day_are_dates_and_their_neighbours_are_not() {
        let first = Date::new(-4714, 11, 24).unwrap();
        let last = Date::new(5_874_897, 12, 31).unwrap();
        assert_eq!((first.to_string().as_str(), first.to_julian_days()), ("4714-11-24 BC", 0));
        assert_eq!(last.to_string(), "5874897-12-31");
        assert_eq!(Date::new(-4714, 11, 23), Err(DateTimeConversionError::FieldOverflow));
        assert_eq!(Date::new(5_874_898, 1, 1), Err(DateTimeConversionError::FieldOverflow));
        assert_eq!(Date::new(i32::MAX, 1, 1), Err(DateTimeConversionError::FieldOverflow));
        assert_eq!(first.plus_days(-1), Err(Refusal::range("date")));
        assert_eq!(last.plus_days(1), Err(Refusal::range("date")));
        assert_eq!(first.plus_days(i32::MAX), Err(Refusal::range("date")));
    }

    #[test]
    fn a_field_error_names_the_fields() {
        let refusal = Date::from_fields(2023, 2, 29).unwrap_err();
        assert_eq!(refusal.message, "date field value out of range: 2023-02-29");
        assert_eq!(Date::from_fields(0, 1, 1).unwrap_err().message, "date field value out of range: 0-01-01");
    }

    #[test]
    fn infinity_stays_infinite_and_has_no_fields() {
        let (early, late) = (Date::negative_infinity(), Date::positive_infinity());
        assert!(early < Date::new(-4714, 11, 24).unwrap() && late > Date::new(5_874_897, 12, 31).unwrap());
        assert_eq!((late.plus_days(-1), early.plus_days(1)), (Ok(late), Ok(early)));
        assert_eq!((late.to_string(), early.to_string()), ("infinity".into(), "-infinity".into()));
        assert!(late.civil().is_err() && late.days_since(early).is_err());
        assert_eq!(Date::saturating_from_raw(i32::MAX - 1), late);
        assert_eq!(Date::saturating_from_raw(FIRST_DAY - 1), early);
        assert_eq!(Date::saturating_from_raw(FIRST_DAY).to_julian_days(), 0);
    }

    #[test]
    fn days_are_counted_from_three_epochs() {
        let date = Date::new(1970, 1, 2).unwrap();
        assert_eq!((date.to_unix_epoch_days(), date.to_posix_time()), (1, 86_400));
        assert_eq!((date.to_pg_epoch_days(), date.to_julian_days()), (-10_956, 2_440_589));
        assert_eq!((date.year(), date.month(), date.day()), (1970, 1, 2));
    }

    #[test]
    fn dates_after_the_last_timestamp_have_no_midnight() {
        let late = Date::new(294_277, 1, 1).unwrap();
        assert_eq!(late.timestamp().unwrap_err().message, "date out of range for timestamp");
        assert_eq!(late.plus_days(-1).unwrap().timestamp().unwrap().to_string(), "294276-12-31 00:00:00");
    }
}
