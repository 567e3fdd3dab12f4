// SPDX-License-Identifier: PostgreSQL
//! timestamp, without a time zone.

use super::calendar::*;
use super::errors::{or_raise, DateTimeConversionError, Refusal};
use super::parts::DateTimeParts;
use super::text;
use super::time::field_range;
use super::{Date, Interval, Time};

/// SQL `timestamp`: what calendar and clock show somewhere, or infinity.
///
/// ```
/// # use pgrx::prelude::*;
/// let start = Timestamp::new(2024, 1, 31, 8, 30, 0.0)?;
/// assert_eq!((start + Interval::from_months(1)).to_string(), "2024-02-29 08:30:00");
/// # Ok::<(), DateTimeConversionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The timestamp with these fields; year -1 is 1 BC, and there is no year 0.
    pub fn new(
        year: i32,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: f64,
    ) -> Result<Timestamp, DateTimeConversionError> {
        Timestamp::from_fields(year, month, day, hour, minute, second)
            .map_err(|_| DateTimeConversionError::FieldOverflow)
    }

    /// The timestamp with these fields; what is none ends the statement.
    #[track_caller]
    pub fn new_unchecked(year: isize, month: u8, day: u8, hour: u8, minute: u8, second: f64) -> Timestamp {
        let year = i32::try_from(year).unwrap_or(i32::MAX);
        or_raise(Timestamp::from_fields(year, month, day, hour, minute, second))
    }

    pub(super) fn from_fields(
        year: i32,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: f64,
    ) -> Result<Timestamp, Refusal> {
        let date = Date::fields(year, month, day)?;
        let written = |what| format!("{what} out of range: {year}-{month:02}-{day:02}");
        let refuse = |message| Refusal { message, ..Refusal::range("timestamp") };
        if !date.is_near_dates() {
            return Err(refuse(written("date")));
        }
        let micros = micros_of_day(hour, minute, second).ok_or_else(|| field_range(hour, minute, second))?;
        Timestamp::from_civil(date.number(), micros)
            .map_err(|_| refuse(format!("{} {hour}:{minute:02}:{second:02}", written("timestamp"))))
    }

    pub(super) fn from_civil(day: i64, micros_of_day: i64) -> Result<Timestamp, Refusal> {
        Timestamp::from_micros(i128::from(day) * i128::from(MICROS_PER_DAY) + i128::from(micros_of_day))
    }

    /// The finite timestamp of that number.
    pub(super) fn from_micros(micros: i128) -> Result<Timestamp, Refusal> {
        if is_micro(micros) {
            Ok(Timestamp(micros as i64))
        } else {
            Err(Refusal::range("timestamp"))
        }
    }

    /// The bits of a timestamp that the server made, or a number that is known to be in range.
    pub(super) const fn from_bits(micros: i64) -> Timestamp {
        Timestamp(micros)
    }

    /// Later than every other timestamp.
    pub const fn positive_infinity() -> Timestamp {
        Timestamp(i64::MAX)
    }

    /// Earlier than every other timestamp.
    pub const fn negative_infinity() -> Timestamp {
        Timestamp(i64::MIN)
    }

    /// The microseconds since 2000-01-01; infinity where there is no such timestamp.
    pub fn saturating_from_raw(micros: i64) -> Timestamp {
        match micros {
            micros if is_micro(micros.into()) => Timestamp(micros),
            ..=0 => Timestamp::negative_infinity(),
            _ => Timestamp::positive_infinity(),
        }
    }

    /// Whether it is later than every other timestamp.
    pub const fn is_infinity(&self) -> bool {
        self.0 == i64::MAX
    }

    /// Whether it is earlier than every other timestamp.
    pub const fn is_neg_infinity(&self) -> bool {
        self.0 == i64::MIN
    }

    /// Whether it is neither.
    pub const fn is_finite(&self) -> bool {
        !self.is_infinity() && !self.is_neg_infinity()
    }

    /// Calendar and clock. Infinity has neither.
    pub(super) fn fields(self) -> Result<(Civil, i64), Refusal> {
        if !self.is_finite() {
            return Err(Refusal::range("field of an infinite timestamp"));
        }
        let (day, micros) = split(self.0);
        Ok((Civil::of(day), micros))
    }

    /// The same at another place on the calendar.
    fn with_date(self, move_to: impl FnOnce(Civil) -> Option<i64>) -> Result<Timestamp, Refusal> {
        let (date, micros) = self.fields()?;
        Timestamp::from_civil(move_to(date).ok_or_else(|| Refusal::range("timestamp"))?, micros)
    }

    pub(super) fn plus_months(self, months: i32) -> Result<Timestamp, Refusal> {
        self.with_date(|date| date.plus_months(months).map(Civil::number))
    }

    pub(super) fn plus_days(self, days: i32) -> Result<Timestamp, Refusal> {
        self.with_date(|date| Some(date.number() + i64::from(days)))
    }

    /// Months first, then days, then the rest; after each there must be a timestamp.
    pub(super) fn plus(self, interval: Interval) -> Result<Timestamp, Refusal> {
        if !self.is_finite() {
            return Ok(self);
        }
        let moved = self.plus_months(interval.months())?.plus_days(interval.days())?;
        Timestamp::from_micros(i128::from(moved.0) + i128::from(interval.micros()))
    }

    pub(super) fn minus(self, interval: Interval) -> Result<Timestamp, Refusal> {
        self.plus(interval.negated()?)
    }

    /// Days and the rest.
    pub(super) fn since(self, earlier: Timestamp) -> Result<Interval, Refusal> {
        if !self.is_finite() || !earlier.is_finite() {
            let code = crate::PgSqlErrorCode::ERRCODE_DATETIME_VALUE_OUT_OF_RANGE;
            return Err(Refusal::new(code, "cannot subtract infinite timestamps"));
        }
        let micros = self.0.checked_sub(earlier.0).ok_or_else(|| Refusal::range("interval"))?;
        Interval::from_micros(micros).hours_justified()
    }

    /// The same on a day of the calendar and a time of that day.
    pub(super) fn date_and_time(self) -> Result<(Date, Time), Refusal> {
        if !self.is_finite() {
            return Err(Refusal::range("time of an infinite timestamp"));
        }
        let (day, micros) = split(self.0);
        Ok((Date::from_bits(day), Time::from_bits(micros)))
    }

    pub(super) fn date(self) -> Date {
        match self.0 {
            i64::MAX => Date::positive_infinity(),
            i64::MIN => Date::negative_infinity(),
            micros => Date::from_bits(split(micros).0),
        }
    }

    #[track_caller]
    fn time(self) -> Time {
        or_raise(self.date_and_time()).1
    }

    /// The year; -1 is 1 BC. Infinity has no fields: the statement ends, as with all of them.
    #[track_caller]
    pub fn year(&self) -> i32 {
        or_raise(self.fields()).0.written_year()
    }

    /// The month, 1 to 12.
    #[track_caller]
    pub fn month(&self) -> u8 {
        or_raise(self.fields()).0.month as u8
    }

    /// The day of the month, 1 to 31.
    #[track_caller]
    pub fn day(&self) -> u8 {
        or_raise(self.fields()).0.day as u8
    }

    /// The hour, 0 to 23.
    #[track_caller]
    pub fn hour(&self) -> u8 {
        self.time().hour()
    }

    /// The minute, 0 to 59.
    #[track_caller]
    pub fn minute(&self) -> u8 {
        self.time().minute()
    }

    /// The second with its fraction.
    #[track_caller]
    pub fn second(&self) -> f64 {
        self.time().second()
    }

    /// The second with its fraction, in microseconds: 0 to 59 999 999.
    #[track_caller]
    pub fn microseconds(&self) -> u32 {
        self.time().microseconds()
    }

    /// Hour, minute, whole second, and what [`microseconds`](Timestamp::microseconds) gives.
    #[track_caller]
    pub fn to_hms_micro(&self) -> (u8, u8, u8, u32) {
        self.time().to_hms_micro()
    }

    /// What is smaller than `units` becomes the least it can be, as with SQL's `date_trunc`.
    #[track_caller]
    pub fn truncate(self, units: DateTimeParts) -> Timestamp {
        or_raise(self.truncated(units))
    }

    /// The difference in years, months, days and the rest, as with SQL's `age`.
    #[track_caller]
    pub fn age(&self, other: &Timestamp) -> Interval {
        or_raise(super::age::between(*self, *other, *self < *other))
    }

    /// Microseconds since 2000-01-01.
    pub const fn into_inner(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for Timestamp {
    /// As SQL shows it with `DateStyle` ISO.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&text::timestamp(*self, text::Style::Sql))
    }
}
