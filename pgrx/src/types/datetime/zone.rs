// SPDX-License-Identifier: PostgreSQL
//! What only the server knows: the rules of time zones, the session's own zone, and how it reads text.

use super::calendar::{is_micro, MICROS_PER_SECOND};
use super::errors::{DateTimeConversionError, Refusal};
use crate::host;

/// The session's time zone (the setting `TimeZone`), where a zone is asked for.
pub(super) const SESSION: &str = "";

/// What `time_zone_offset` answers instead of an offset.
const UNKNOWN: i64 = i64::MIN;
const OUT_OF_RANGE: i64 = i64::MIN + 1;

/// What the microseconds count, and what an abbreviation of a zone means.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(super) enum Asked {
    /// A moment; an abbreviation is its own offset.
    AtMoment = 0,
    /// What a clock in that zone shows; an abbreviation is its own offset.
    AtLocal = 1,
    /// A moment; an abbreviation names its zone.
    AtMomentOfZone = 2,
    /// What a clock in that zone shows; an abbreviation names its zone.
    AtLocalOfZone = 3,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ZoneError {
    Unknown,
    OutOfRange,
}

impl ZoneError {
    pub fn refusal(self, zone: &str) -> Refusal {
        match self {
            ZoneError::OutOfRange => Refusal::range("timestamp"),
            ZoneError::Unknown => Refusal::new(
                crate::PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE,
                format!("time zone \"{zone}\" not recognized"),
            ),
        }
    }

    pub fn conversion(self, zone: &str) -> DateTimeConversionError {
        match self {
            ZoneError::OutOfRange => DateTimeConversionError::FieldOverflow,
            ZoneError::Unknown => DateTimeConversionError::UnknownTimezone(zone.to_owned()),
        }
    }
}

/// Seconds east of UTC in `zone`.
pub(super) fn offset(zone: &str, micros: i64, asked: Asked) -> Result<i64, ZoneError> {
    // SAFETY: the text lives until the host has copied it.
    let answer = unsafe { host::plrust_host_time_zone_offset(zone.as_ptr(), zone.len(), micros, asked as u32) };
    match answer {
        UNKNOWN => Err(ZoneError::Unknown),
        OUT_OF_RANGE => Err(ZoneError::OutOfRange),
        seconds => Ok(seconds),
    }
}

/// The same for a zone that a user named: an empty name is not the session's zone.
pub(super) fn named_offset(zone: &str, micros: i64, asked: Asked) -> Result<i64, ZoneError> {
    if zone.is_empty() {
        return Err(ZoneError::Unknown);
    }
    offset(zone, micros, asked)
}

/// The clock's microseconds in a zone so many seconds east of UTC; maybe too many for a timestamp.
pub(super) fn to_local(moment: i64, seconds_east: i64) -> Option<i64> {
    checked(i128::from(moment) + i128::from(seconds_east) * i128::from(MICROS_PER_SECOND))
}

/// The moment at which the clock of such a zone shows `local`.
pub(super) fn to_moment(local: i64, seconds_east: i64) -> Option<i64> {
    to_local(local, -seconds_east)
}

fn checked(micros: i128) -> Option<i64> {
    is_micro(micros).then_some(micros as i64)
}

/// An offset as SQL writes it where a time zone is meant ("+05:30", "-0330", "+1"): `None` if it is no such text.
/// Other than in a name, plus is east.
pub(super) fn numeric_offset(zone: &str) -> Option<Result<i64, DateTimeConversionError>> {
    let (sign, digits) = match zone.as_bytes() {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let digits = std::str::from_utf8(digits).ok()?;
    let mut parts = digits.split(':').map(|part| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i64>().unwrap_or(i64::MAX))
    });
    let (first, second, third) = (parts.next()??, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (hours, minutes, seconds) = match (second, third) {
        // Without colons: hhmm.
        (None, _) if digits.len() > 2 => (first / 100, first % 100, 0),
        (None, _) => (first, 0, 0),
        (Some(minutes), None) => (first, minutes?, 0),
        (Some(minutes), Some(seconds)) => (first, minutes?, seconds?),
    };
    if hours > 15 || minutes > 59 || seconds > 59 {
        return Some(Err(DateTimeConversionError::UnknownTimezone(zone.to_owned())));
    }
    Some(Ok(sign * (hours * 3600 + minutes * 60 + seconds)))
}

/// The types that the host can read from text.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(super) enum Kind {
    Date = 0,
    Time = 1,
    TimeWithTimeZone = 2,
    Timestamp = 3,
    TimestampWithTimeZone = 4,
    Interval = 5,
}

/// What the host makes of a text: of an interval all fields, of a time with time zone the first two.
#[derive(Clone, Copy, Default)]
#[repr(C)]
pub(super) struct Parsed {
    /// Microseconds; days of a date.
    pub value: i64,
    /// Seconds west of UTC; days of an interval.
    pub second: i32,
    /// Months.
    pub third: i32,
}

/// Reads a text as the session's settings say.
pub(super) fn parse(kind: Kind, text: &str) -> Result<Parsed, DateTimeConversionError> {
    let mut parsed = Parsed::default();
    // SAFETY: the text lives until the host has copied it, and `parsed` has the layout that it writes.
    let status =
        unsafe { host::plrust_host_time_parse(kind as u32, text.as_ptr(), text.len(), (&raw mut parsed).cast()) };
    match status {
        0 => Ok(parsed),
        1 => Err(DateTimeConversionError::InvalidFormat),
        2 => Err(DateTimeConversionError::FieldOverflow),
        _ => Err(DateTimeConversionError::CannotParseTimezone),
    }
}

/// The moments that the server remembers.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(super) enum Moment {
    Transaction = 0,
    Statement = 1,
    Clock = 2,
}

pub(super) fn now(moment: Moment) -> i64 {
    // SAFETY: takes a number and gives one.
    unsafe { host::plrust_host_time_now(moment as u32) }
}

/// The wall clock in words.
pub(super) fn time_of_day() -> String {
    let mut text = vec![0; 128];
    // SAFETY: there is room for so many bytes.
    let length = unsafe { host::plrust_host_time_of_day(text.as_mut_ptr(), text.len()) };
    text.truncate(length);
    String::from_utf8(text).unwrap_or_default()
}
