// SPDX-License-Identifier: PostgreSQL
//! time, without a time zone.

use super::calendar::*;
use super::errors::{or_raise, DateTimeConversionError, Refusal};
use super::text;
use super::Interval;

/// SQL `time`: a time of day from 00:00:00 to 24:00:00.
///
/// ```
/// # use pgrx::prelude::*;
/// let time = Time::new(23, 30, 0.5)? + Interval::from_hours(1);
/// assert_eq!(time.to_string(), "00:30:00.5");
/// # Ok::<(), DateTimeConversionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Time(i64);

impl Time {
    /// 00:00:00
    pub const ALLBALLS: Time = Time(0);

    /// The time with these parts; the second may be 60, and is rounded to microseconds.
    pub fn new(hour: u8, minute: u8, second: f64) -> Result<Time, DateTimeConversionError> {
        micros_of_day(hour, minute, second).map(Time).ok_or(DateTimeConversionError::FieldOverflow)
    }

    /// The time with these parts; what is none ends the statement.
    #[track_caller]
    pub fn new_unchecked(hour: u8, minute: u8, second: f64) -> Time {
        or_raise(micros_of_day(hour, minute, second).map(Time).ok_or_else(|| field_range(hour, minute, second)))
    }

    /// The microseconds since midnight, counted on into the next days.
    pub fn modular_from_raw(micros: i64) -> Time {
        Time(micros.rem_euclid(MICROS_PER_DAY))
    }

    /// The bits of a time that the server made, or a number that is known to be in range.
    pub(super) const fn from_bits(micros: i64) -> Time {
        Time(micros)
    }

    /// The hour, 0 to 24.
    pub fn hour(&self) -> u8 {
        clock(self.0).0
    }

    /// The minute, 0 to 59.
    pub fn minute(&self) -> u8 {
        clock(self.0).1
    }

    /// The second with its fraction.
    pub fn second(&self) -> f64 {
        self.microseconds() as f64 / MICROS_PER_SECOND as f64
    }

    /// The second with its fraction, in microseconds: 0 to 59 999 999.
    pub fn microseconds(&self) -> u32 {
        (self.0 % MICROS_PER_MINUTE) as u32
    }

    /// Hour, minute, whole second, and what [`microseconds`](Time::microseconds) gives.
    pub fn to_hms_micro(&self) -> (u8, u8, u8, u32) {
        let (hour, minute, second, _) = clock(self.0);
        (hour, minute, second, self.microseconds())
    }

    /// Microseconds since midnight.
    pub const fn into_inner(self) -> i64 {
        self.0
    }

    pub(super) fn plus(self, interval: Interval) -> Time {
        Time(wrap(i128::from(self.0) + i128::from(interval.micros())))
    }

    pub(super) fn minus(self, interval: Interval) -> Time {
        Time(wrap(i128::from(self.0) - i128::from(interval.micros())))
    }
}

/// The time of day that so many microseconds since a midnight are.
pub(super) fn wrap(micros: i128) -> i64 {
    micros.rem_euclid(i128::from(MICROS_PER_DAY)) as i64
}

pub(super) fn field_range(hour: u8, minute: u8, second: f64) -> Refusal {
    let code = crate::PgSqlErrorCode::ERRCODE_DATETIME_FIELD_OVERFLOW;
    Refusal::new(code, format!("time field value out of range: {hour}:{minute:02}:{second:02}"))
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&text::time(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_is_at_both_ends_of_a_day() {
        let end = Time::new(24, 0, 0.0).unwrap();
        assert_eq!((end.to_string().as_str(), end.hour()), ("24:00:00", 24));
        assert!(end > Time::new(23, 59, 59.999_999).unwrap());
        assert_eq!(end.plus(Interval::from_micros(0)), Time::ALLBALLS);
        assert_eq!(Time::new(23, 59, 60.0), Ok(end));
        assert_eq!(Time::new(24, 0, 0.1), Err(DateTimeConversionError::FieldOverflow));
        assert_eq!(Time::modular_from_raw(-1).to_string(), "23:59:59.999999");
    }

    #[test]
    fn intervals_turn_the_clock_and_their_days_do_not() {
        let noon = Time::new(12, 0, 0.0).unwrap();
        assert_eq!(noon.minus(Interval::from_hours(13)).to_string(), "23:00:00");
        assert_eq!(noon.plus(Interval::from_days(5)), noon);
        for micros in [i64::MIN, i64::MAX] {
            let turn = Interval::from_micros(micros);
            assert_eq!(noon.plus(turn).minus(turn), noon);
        }
    }

    #[test]
    fn parts_are_those_of_extract() {
        let time = Time::new(1, 2, 3.456_789).unwrap();
        assert_eq!(time.to_hms_micro(), (1, 2, 3, 3_456_789));
        assert_eq!((time.second(), time.to_string().as_str()), (3.456_789, "01:02:03.456789"));
    }
}
