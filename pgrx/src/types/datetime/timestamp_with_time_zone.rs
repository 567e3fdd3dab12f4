// SPDX-License-Identifier: PostgreSQL
//! timestamp with time zone.

use super::calendar::*;
use super::errors::{or_raise, DateTimeConversionError, Refusal};
use super::parts::DateTimeParts;
use super::text;
use super::zone::{self, Asked, ZoneError};
use super::{Interval, Time, TimeWithTimeZone, Timestamp};

/// SQL `timestamp with time zone`: a moment, shown in the session's time zone, or infinity.
///
/// Its fields are those that the session's time zone has at that moment.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// let departure = TimestampWithTimeZone::with_timezone(2024, 3, 30, 22, 5, 0.0, "Europe/Paris")?;
/// let arrival = departure + Interval::from_hours(8);
/// assert_eq!(arrival.at_timezone("America/New_York")?.to_string(), "2024-03-31 01:05:00");
/// # Ok::<(), DateTimeConversionError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct TimestampWithTimeZone(i64);

impl TimestampWithTimeZone {
    /// When the session's time zone shows these fields; year -1 is 1 BC, and there is no year 0.
    pub fn new(
        year: i32,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: f64,
    ) -> Result<TimestampWithTimeZone, DateTimeConversionError> {
        let local = Timestamp::new(year, month, day, hour, minute, second)?;
        TimestampWithTimeZone::in_session(local).map_err(|_| DateTimeConversionError::FieldOverflow)
    }

    /// As [`new`](TimestampWithTimeZone::new); what is no timestamp ends the statement.
    #[track_caller]
    pub fn new_unchecked(
        year: isize,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: f64,
    ) -> TimestampWithTimeZone {
        let local = Timestamp::new_unchecked(year, month, day, hour, minute, second);
        or_raise(TimestampWithTimeZone::in_session(local))
    }

    /// When a time zone shows these fields: a name, an abbreviation, or an offset from UTC like `+05:30`.
    pub fn with_timezone<Tz: AsRef<str>>(
        year: i32,
        month: u8,
        day: u8,
        hour: u8,
        minute: u8,
        second: f64,
        timezone: Tz,
    ) -> Result<TimestampWithTimeZone, DateTimeConversionError> {
        let local = Timestamp::new(year, month, day, hour, minute, second)?;
        let zone = timezone.as_ref();
        if zone.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(DateTimeConversionError::UnknownTimezone(zone.to_owned()));
        }
        let seconds_east = match zone::numeric_offset(zone) {
            Some(offset) => offset?,
            None => zone::named_offset(zone, local.into_inner(), Asked::AtLocal)
                .map_err(|error| error.conversion(zone))?,
        };
        let moment = zone::to_moment(local.into_inner(), seconds_east);
        moment.map(TimestampWithTimeZone).ok_or(DateTimeConversionError::FieldOverflow)
    }

    /// The bits of a timestamp that the server made, or a number that is known to be in range.
    pub(super) const fn from_bits(micros: i64) -> TimestampWithTimeZone {
        TimestampWithTimeZone(micros)
    }

    /// The microseconds since 2000-01-01 00:00:00 UTC, where there is such a timestamp.
    pub(super) fn from_raw(micros: i64) -> Option<TimestampWithTimeZone> {
        let made = TimestampWithTimeZone(micros);
        (is_micro(micros.into()) || !made.is_finite()).then_some(made)
    }

    /// When the session's time zone shows `local`.
    pub(super) fn in_session(local: Timestamp) -> Result<TimestampWithTimeZone, Refusal> {
        TimestampWithTimeZone::in_zone(local, zone::SESSION, Asked::AtLocal)
            .map_err(|error| error.refusal(zone::SESSION))
    }

    pub(super) fn in_zone(local: Timestamp, zone: &str, asked: Asked) -> Result<TimestampWithTimeZone, ZoneError> {
        if !local.is_finite() {
            // The zone is looked at all the same.
            zone::offset(zone, 0, asked)?;
            return Ok(TimestampWithTimeZone(local.into_inner()));
        }
        let seconds_east = zone::offset(zone, local.into_inner(), asked)?;
        let moment = zone::to_moment(local.into_inner(), seconds_east).ok_or(ZoneError::OutOfRange)?;
        Ok(TimestampWithTimeZone(moment))
    }

    /// What a clock shows at that moment, and the seconds that it is east of UTC.
    pub(super) fn local_in(self, zone: &str, asked: Asked) -> Result<(Timestamp, i64), ZoneError> {
        if !self.is_finite() {
            let seconds_east = zone::offset(zone, 0, asked)?;
            return Ok((Timestamp::from_bits(self.0), seconds_east));
        }
        let seconds_east = zone::offset(zone, self.0, asked)?;
        let local = zone::to_local(self.0, seconds_east).ok_or(ZoneError::OutOfRange)?;
        Ok((Timestamp::from_bits(local), seconds_east))
    }

    /// What a clock of the session's time zone shows, which may be beyond what a timestamp can hold, and its offset.
    pub(super) fn local(self) -> Result<(i64, i64), Refusal> {
        if !self.is_finite() {
            return Err(Refusal::range("field of an infinite timestamp"));
        }
        let seconds_east =
            zone::offset(zone::SESSION, self.0, Asked::AtMoment).map_err(|error| error.refusal(zone::SESSION))?;
        // Within a day of a timestamp: far from the limits of the type.
        Ok((self.0 + seconds_east * MICROS_PER_SECOND, seconds_east))
    }

    pub(super) fn session_timestamp(self) -> Result<Timestamp, Refusal> {
        match self.local_in(zone::SESSION, Asked::AtMoment) {
            Ok((local, _)) => Ok(local),
            Err(error) => Err(error.refusal(zone::SESSION)),
        }
    }

    #[track_caller]
    fn civil(&self) -> Civil {
        Civil::of(split(or_raise(self.local()).0).0)
    }

    #[track_caller]
    fn time(&self) -> Time {
        Time::from_bits(split(or_raise(self.local()).0).1)
    }

    pub(super) fn time_with_time_zone(self) -> Result<TimeWithTimeZone, Refusal> {
        let (local, seconds_east) = self.local()?;
        Ok(TimeWithTimeZone::from_parts(split(local).1, -seconds_east as i32))
    }

    /// Later than every other timestamp.
    pub const fn positive_infinity() -> TimestampWithTimeZone {
        TimestampWithTimeZone(i64::MAX)
    }

    /// Earlier than every other timestamp.
    pub const fn negative_infinity() -> TimestampWithTimeZone {
        TimestampWithTimeZone(i64::MIN)
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

    /// The year; -1 is 1 BC. Infinity has no fields: the statement ends, as with all of them.
    #[track_caller]
    pub fn year(&self) -> i32 {
        self.civil().written_year()
    }

    /// The month, 1 to 12.
    #[track_caller]
    pub fn month(&self) -> u8 {
        self.civil().month as u8
    }

    /// The day of the month, 1 to 31.
    #[track_caller]
    pub fn day(&self) -> u8 {
        self.civil().day as u8
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

    /// Hour, minute, whole second, and what [`microseconds`](TimestampWithTimeZone::microseconds) gives.
    #[track_caller]
    pub fn to_hms_micro(&self) -> (u8, u8, u8, u32) {
        self.time().to_hms_micro()
    }

    /// What a clock in UTC shows at that moment.
    pub fn to_utc(&self) -> Timestamp {
        Timestamp::from_bits(self.0)
    }

    /// What a clock in another time zone shows at that moment.
    pub fn at_timezone<Tz: AsRef<str>>(&self, timezone: Tz) -> Result<Timestamp, DateTimeConversionError> {
        let zone = timezone.as_ref();
        if zone.is_empty() {
            return Err(DateTimeConversionError::UnknownTimezone(String::new()));
        }
        let (local, _) = self.local_in(zone, Asked::AtMoment).map_err(|error| error.conversion(zone))?;
        Ok(local)
    }

    /// What is smaller than `units` becomes the least it can be in the session's time zone, as with SQL's
    /// `date_trunc`.
    #[track_caller]
    pub fn truncate(self, units: DateTimeParts) -> TimestampWithTimeZone {
        or_raise(self.truncated(units, zone::SESSION))
    }

    /// The same in another time zone.
    #[track_caller]
    pub fn truncate_with_time_zone<Tz: AsRef<str>>(self, units: DateTimeParts, zone: Tz) -> TimestampWithTimeZone {
        let zone = zone.as_ref();
        if zone.is_empty() {
            or_raise(Err(ZoneError::Unknown.refusal(zone)))
        }
        or_raise(self.truncated(units, zone))
    }

    /// The difference in years, months, days and the rest in the session's time zone, as with SQL's `age`.
    #[track_caller]
    pub fn age(&self, other: &TimestampWithTimeZone) -> Interval {
        or_raise(self.age_of(other))
    }

    pub(super) fn age_of(&self, other: &TimestampWithTimeZone) -> Result<Interval, Refusal> {
        if !self.is_finite() || !other.is_finite() {
            return Err(Refusal::range("timestamp"));
        }
        let clock = |moment: &TimestampWithTimeZone| Ok(Timestamp::from_bits(moment.local()?.0));
        super::age::between(clock(self)?, clock(other)?, self < other)
    }

    /// Moves what the session's clock shows.
    fn moved(self, by: impl FnOnce(Timestamp) -> Result<Timestamp, Refusal>) -> Result<Self, Refusal> {
        let local = Timestamp::from_bits(self.local()?.0);
        TimestampWithTimeZone::in_session(by(local)?)
    }

    /// Months and days on the session's calendar, the rest on any clock.
    pub(super) fn plus(self, interval: Interval) -> Result<TimestampWithTimeZone, Refusal> {
        if !self.is_finite() {
            return Ok(self);
        }
        let mut moment = self;
        if interval.months() != 0 {
            moment = moment.moved(|local| local.plus_months(interval.months()))?;
        }
        if interval.days() != 0 {
            moment = moment.moved(|local| local.plus_days(interval.days()))?;
        }
        let micros = i128::from(moment.0) + i128::from(interval.micros());
        Timestamp::from_micros(micros).map(|checked| TimestampWithTimeZone(checked.into_inner()))
    }

    pub(super) fn minus(self, interval: Interval) -> Result<TimestampWithTimeZone, Refusal> {
        self.plus(interval.negated()?)
    }

    /// Microseconds since 2000-01-01 00:00:00 UTC.
    pub const fn into_inner(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for TimestampWithTimeZone {
    /// As SQL shows it in the session's time zone with `DateStyle` ISO.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&text::timestamp_with_time_zone(*self, text::Style::Sql))
    }
}
