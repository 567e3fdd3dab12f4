// SPDX-License-Identifier: PostgreSQL
//! time with time zone.

use std::cmp::Ordering;

use super::calendar::*;
use super::errors::{or_raise, DateTimeConversionError};
use super::text;
use super::time::{field_range, wrap};
use super::zone::{self, Asked, Moment};
use super::{Interval, Time};
use crate::pg_sys::TimeTzADT;

/// Offsets from UTC are of less than so many seconds.
const OFFSET_LIMIT: i32 = 16 * 3600;

/// SQL `time with time zone`: a time of day with an offset from UTC.
///
/// ```
/// # use pgrx::prelude::*;
/// let time = TimeWithTimeZone::from(Time::new(12, 30, 0.0)?); // UTC
/// assert_eq!((time + Interval::from_minutes(45)).to_string(), "13:15:00+00");
/// # Ok::<(), DateTimeConversionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeWithTimeZone {
    micros: i64,
    west: i32,
}

impl TimeWithTimeZone {
    /// The time with these parts in the session's time zone, with the offset that it has today.
    pub fn new(hour: u8, minute: u8, second: f64) -> Result<TimeWithTimeZone, DateTimeConversionError> {
        let micros = micros_of_day(hour, minute, second).ok_or(DateTimeConversionError::FieldOverflow)?;
        TimeWithTimeZone::in_session(micros)
    }

    /// As [`new`](TimeWithTimeZone::new); what is no time ends the statement.
    #[track_caller]
    pub fn new_unchecked(hour: u8, minute: u8, second: f64) -> TimeWithTimeZone {
        let made = TimeWithTimeZone::new(hour, minute, second);
        or_raise(made.map_err(|_| field_range(hour, minute, second)))
    }

    fn in_session(micros: i64) -> Result<TimeWithTimeZone, DateTimeConversionError> {
        let in_zone = |error: zone::ZoneError| error.conversion(zone::SESSION);
        let now = zone::now(Moment::Transaction);
        let east = zone::offset(zone::SESSION, now, Asked::AtMoment).map_err(in_zone)?;
        let today = zone::to_local(now, east).map_or(0, |local| split(local).0);
        let local = i64::from(today) * MICROS_PER_DAY + micros;
        let east = zone::offset(zone::SESSION, local, Asked::AtLocal).map_err(in_zone)?;
        Ok(TimeWithTimeZone { micros, west: -east as i32 })
    }

    /// The time with these parts in that time zone, with the offset that it has now.
    pub fn with_timezone<Tz: AsRef<str>>(
        hour: u8,
        minute: u8,
        second: f64,
        timezone: Tz,
    ) -> Result<TimeWithTimeZone, DateTimeConversionError> {
        let micros = micros_of_day(hour, minute, second).ok_or(DateTimeConversionError::FieldOverflow)?;
        Ok(TimeWithTimeZone { micros, west: -super::get_timezone_offset(timezone)? })
    }

    /// The time with these parts in the session's time zone, shown with another offset from UTC.
    pub fn with_timezone_offset(
        hour: u8,
        minute: u8,
        second: f64,
        timezone_offset: Interval,
    ) -> Result<TimeWithTimeZone, DateTimeConversionError> {
        let time = TimeWithTimeZone::new(hour, minute, second)?;
        let east = timezone_offset.micros() / MICROS_PER_SECOND;
        let seconds = i32::try_from(east).map_err(|_| DateTimeConversionError::FieldOverflow)?;
        let is_offset = timezone_offset.months() == 0 && timezone_offset.days() == 0;
        if !is_offset || seconds.abs() >= OFFSET_LIMIT {
            return Err(DateTimeConversionError::InvalidTimezoneOffset(seconds));
        }
        Ok(time.with_west(-seconds))
    }

    /// The microseconds since midnight, counted on into the next days, and seconds west of UTC, less than 16 hours.
    pub fn modular_from_raw((micros, west): (i64, i32)) -> TimeWithTimeZone {
        TimeWithTimeZone { micros: micros.rem_euclid(MICROS_PER_DAY), west: west % OFFSET_LIMIT }
    }

    /// What the server made, or numbers known to be in range.
    pub(super) const fn from_parts(micros: i64, west: i32) -> TimeWithTimeZone {
        TimeWithTimeZone { micros, west }
    }

    /// The same moment with another offset.
    fn with_west(self, west: i32) -> TimeWithTimeZone {
        let shift = (i128::from(self.west) - i128::from(west)) * i128::from(MICROS_PER_SECOND);
        TimeWithTimeZone { micros: wrap(i128::from(self.micros) + shift), west }
    }

    /// The hour, 0 to 24.
    pub fn hour(&self) -> u8 {
        self.time().hour()
    }

    /// The minute, 0 to 59.
    pub fn minute(&self) -> u8 {
        self.time().minute()
    }

    /// The second with its fraction.
    pub fn second(&self) -> f64 {
        self.time().second()
    }

    /// The second with its fraction, in microseconds: 0 to 59 999 999.
    pub fn microseconds(&self) -> u32 {
        self.time().microseconds()
    }

    /// Hour, minute, whole second, and what [`microseconds`](TimeWithTimeZone::microseconds) gives.
    pub fn to_hms_micro(&self) -> (u8, u8, u8, u32) {
        self.time().to_hms_micro()
    }

    /// The offset from UTC in seconds, positive in the east.
    pub fn timezone_offset(&self) -> i32 {
        -self.west
    }

    /// The hours of the offset from UTC.
    pub fn timezone_hour(&self) -> i32 {
        -self.west / 3600
    }

    /// The minutes of the offset from UTC.
    pub fn timezone_minute(&self) -> i32 {
        -self.west / 60 % 60
    }

    /// What a clock in UTC shows at that time.
    pub fn to_utc(&self) -> Time {
        self.with_west(0).time()
    }

    /// The same time with the offset that another time zone has now.
    pub fn at_timezone<Tz: AsRef<str>>(&self, timezone: Tz) -> Result<TimeWithTimeZone, DateTimeConversionError> {
        Ok(self.with_west(-super::get_timezone_offset(timezone)?))
    }

    /// Microseconds since midnight and seconds west of UTC.
    pub const fn into_inner(self) -> TimeTzADT {
        TimeTzADT { time: self.micros, zone: self.west }
    }

    /// The time of day without its offset.
    pub(super) const fn time(self) -> Time {
        Time::from_bits(self.micros)
    }

    pub(super) fn plus(self, interval: Interval) -> TimeWithTimeZone {
        TimeWithTimeZone { micros: self.time().plus(interval).into_inner(), ..self }
    }

    pub(super) fn minus(self, interval: Interval) -> TimeWithTimeZone {
        TimeWithTimeZone { micros: self.time().minus(interval).into_inner(), ..self }
    }

    /// Microseconds of UTC: what orders times.
    fn moment(self) -> i64 {
        self.micros + i64::from(self.west) * MICROS_PER_SECOND
    }
}

impl Ord for TimeWithTimeZone {
    /// By the moment; at the same moment, east comes first.
    fn cmp(&self, other: &TimeWithTimeZone) -> Ordering {
        (self.moment(), self.west).cmp(&(other.moment(), other.west))
    }
}

impl PartialOrd for TimeWithTimeZone {
    fn partial_cmp(&self, other: &TimeWithTimeZone) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for TimeWithTimeZone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&text::time_with_time_zone(*self, text::Style::Sql))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(hour: u8, west: i32) -> TimeWithTimeZone {
        TimeWithTimeZone::from_parts(i64::from(hour) * MICROS_PER_HOUR, west)
    }

    #[test]
    fn order_is_that_of_the_moment_and_equality_needs_the_offset_too() {
        assert!(time(12, 0) < time(12, 3600));
        assert!(time(12, 0) != time(13, -3600));
        assert!(time(13, -3600) < time(12, 0)); // east first
        assert_eq!(time(12, 0).cmp(&time(12, 0)), Ordering::Equal);
    }

    #[test]
    fn another_offset_is_the_same_moment() {
        let noon = time(12, -3600);
        assert_eq!(noon.to_utc().to_string(), "11:00:00");
        assert_eq!(noon.at_timezone("east").unwrap().to_string(), "16:30:00+05:30");
        assert_eq!(time(24, 0).at_timezone("UTC").unwrap().to_string(), "00:00:00+00");
        let unknown = DateTimeConversionError::UnknownTimezone("nowhere".into());
        assert_eq!(noon.at_timezone("nowhere"), Err(unknown));
    }

    #[test]
    fn new_times_have_the_offset_of_their_zone() {
        assert_eq!(TimeWithTimeZone::new(1, 2, 3.5).unwrap().to_string(), "01:02:03.5+01");
        assert_eq!(TimeWithTimeZone::with_timezone(1, 2, 3.0, "east").unwrap().to_string(), "01:02:03+05:30");
        let shown = TimeWithTimeZone::with_timezone_offset(1, 0, 0.0, Interval::from_minutes(-90));
        assert_eq!(shown.unwrap().to_string(), "22:30:00-01:30");
        for (offset, seconds) in [(Interval::from_hours(16), 57_600), (Interval::from_days(1), 0)] {
            let refused = TimeWithTimeZone::with_timezone_offset(1, 0, 0.0, offset);
            assert_eq!(refused, Err(DateTimeConversionError::InvalidTimezoneOffset(seconds)));
        }
        assert_eq!(TimeWithTimeZone::new(24, 1, 0.0), Err(DateTimeConversionError::FieldOverflow));
    }

    #[test]
    fn the_offset_has_hours_and_minutes_of_its_sign() {
        let west = time(0, 12_600);
        assert_eq!((west.timezone_offset(), west.timezone_hour(), west.timezone_minute()), (-12_600, -3, -30));
        assert_eq!(west.to_string(), "00:00:00-03:30");
        assert_eq!(time(0, -3601).to_string(), "00:00:00+01:00:01");
    }

    #[test]
    fn raw_numbers_are_brought_into_range() {
        let made = TimeWithTimeZone::modular_from_raw((-1, -3600));
        assert_eq!(made.to_string(), "23:59:59.999999+01");
        assert_eq!(TimeWithTimeZone::modular_from_raw((0, 60 * 3600)).timezone_hour(), -12);
    }
}
