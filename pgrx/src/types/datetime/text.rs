// SPDX-License-Identifier: PostgreSQL
//! Dates and times as text: SQL's with `DateStyle` ISO, and ISO 8601 as in JSON.

use super::calendar::*;
use super::errors::{or_raise, DateTimeConversionError};

use super::{
    get_timezone_offset, Date, DateTimeType, Interval, Time, TimeWithTimeZone, Timestamp, TimestampWithTimeZone,
};

/// The two ways of writing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `2024-01-01 12:00:00+01`
    Sql,
    /// `2024-01-01T12:00:00+01:00`
    Iso,
}

const INFINITY: &str = "infinity";
const NEGATIVE_INFINITY: &str = "-infinity";

fn calendar(date: Civil) -> String {
    format!("{:04}-{:02}-{:02}", date.written_year().abs(), date.month, date.day)
}

fn era(date: Civil) -> &'static str {
    if date.year <= 0 {
        " BC"
    } else {
        ""
    }
}

/// Seconds, with as many digits of the fraction as it has.
fn seconds(second: u64, micros: u64) -> String {
    if micros == 0 {
        return format!("{second:02}");
    }
    format!("{second:02}.{micros:06}").trim_end_matches('0').to_owned()
}

fn clock_text(micros_of_day: i64) -> String {
    let (hour, minute, second, micros) = clock(micros_of_day);
    format!("{hour:02}:{minute:02}:{}", seconds(second.into(), micros.into()))
}

fn offset(seconds_east: i64, style: Style) -> String {
    let sign = if seconds_east < 0 { '-' } else { '+' };
    let seconds = seconds_east.unsigned_abs();
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (minute, second) {
        (0, 0) if style == Style::Sql => format!("{sign}{hour:02}"),
        (_, 0) => format!("{sign}{hour:02}:{minute:02}"),
        _ => format!("{sign}{hour:02}:{minute:02}:{second:02}"),
    }
}

/// What calendar and clock show; what follows the clock stands before the era.
fn moment(micros: i64, zone: &str, style: Style) -> String {
    let (day, micros_of_day) = split(micros);
    let date = Civil::of(day);
    let separator = if style == Style::Sql { ' ' } else { 'T' };
    format!("{}{separator}{}{zone}{}", calendar(date), clock_text(micros_of_day), era(date))
}

pub(super) fn date(date: Date) -> String {
    if date.is_infinity() {
        return INFINITY.into();
    }
    match date.civil() {
        Ok(civil) => calendar(civil) + era(civil),
        Err(_) => NEGATIVE_INFINITY.into(),
    }
}

pub(super) fn time(time: Time) -> String {
    clock_text(time.into_inner())
}

pub(super) fn time_with_time_zone(time: TimeWithTimeZone, style: Style) -> String {
    clock_text(time.time().into_inner()) + &offset(time.timezone_offset().into(), style)
}

pub(super) fn timestamp(timestamp: Timestamp, style: Style) -> String {
    match timestamp.into_inner() {
        i64::MAX => INFINITY.into(),
        i64::MIN => NEGATIVE_INFINITY.into(),
        micros => moment(micros, "", style),
    }
}

fn in_zone(timestamp: TimestampWithTimeZone, seconds_east: i64, style: Style) -> String {
    match timestamp.into_inner() {
        i64::MAX => INFINITY.into(),
        i64::MIN => NEGATIVE_INFINITY.into(),
        // Within a day of a timestamp: far from the limits of the type.
        micros => moment(micros + seconds_east * MICROS_PER_SECOND, &offset(seconds_east, style), style),
    }
}

#[track_caller]
pub(super) fn timestamp_with_time_zone(timestamp: TimestampWithTimeZone, style: Style) -> String {
    let seconds_east = if timestamp.is_finite() { or_raise(timestamp.local()).1 } else { 0 };
    in_zone(timestamp, seconds_east, style)
}

pub(super) fn interval(interval: Interval) -> String {
    let mut text = String::new();
    let mut follows_negative = false;
    let months = [
        (interval.months() / MONTHS_PER_YEAR, "year"),
        (interval.months() % MONTHS_PER_YEAR, "mon"),
        (interval.days(), "day"),
    ];
    for (value, unit) in months.into_iter().filter(|(value, _)| *value != 0) {
        let space = if text.is_empty() { "" } else { " " };
        let plus = if follows_negative && value > 0 { "+" } else { "" };
        let plural = if value == 1 { "" } else { "s" };
        text += &format!("{space}{plus}{value} {unit}{plural}");
        follows_negative = value < 0;
    }
    let micros = interval.micros();
    if micros != 0 || text.is_empty() {
        let space = if text.is_empty() { "" } else { " " };
        let sign = match micros < 0 {
            true => "-",
            false if follows_negative => "+",
            false => "",
        };
        let magnitude = micros.unsigned_abs();
        let (minutes, rest) = (magnitude / 60_000_000, magnitude % 60_000_000);
        let seconds = seconds(rest / 1_000_000, rest % 1_000_000);
        text += &format!("{space}{sign}{:02}:{:02}:{seconds}", minutes / 60, minutes % 60);
    }
    text
}

/// Dates and times as JSON has them.
pub trait ToIsoString: DateTimeType {
    /// As ISO 8601 writes it; types with a time zone in the session's, intervals as SQL does.
    ///
    /// ```
    /// # use pgrx::prelude::*;
    /// assert_eq!(Timestamp::new(2024, 1, 31, 8, 30, 0.5)?.to_iso_string(), "2024-01-31T08:30:00.5");
    /// # Ok::<(), DateTimeConversionError>(())
    /// ```
    fn to_iso_string(self) -> String;

    /// The same in another time zone, with the offset that it has now; only moments have one to be shown in.
    fn to_iso_string_with_timezone<Tz: AsRef<str>>(self, timezone: Tz) -> Result<String, DateTimeConversionError>;
}

macro_rules! to_iso_string {
    ($type:ty, $write:expr) => {
        impl ToIsoString for $type {
            fn to_iso_string(self) -> String {
                let write: fn($type) -> String = $write;
                write(self)
            }

            fn to_iso_string_with_timezone<Tz: AsRef<str>>(
                self,
                timezone: Tz,
            ) -> Result<String, DateTimeConversionError> {
                get_timezone_offset(timezone)?;
                Ok(self.to_iso_string())
            }
        }
    };
}

to_iso_string!(Date, date);
to_iso_string!(Time, time);
to_iso_string!(TimeWithTimeZone, |value| time_with_time_zone(value, Style::Iso));
to_iso_string!(Timestamp, |value| timestamp(value, Style::Iso));

impl ToIsoString for TimestampWithTimeZone {
    fn to_iso_string(self) -> String {
        timestamp_with_time_zone(self, Style::Iso)
    }

    fn to_iso_string_with_timezone<Tz: AsRef<str>>(self, timezone: Tz) -> Result<String, DateTimeConversionError> {
        Ok(in_zone(self, get_timezone_offset(timezone)?.into(), Style::Iso))
    }
}

impl ToIsoString for Interval {
    fn to_iso_string(self) -> String {
        interval(self)
    }

    fn to_iso_string_with_timezone<Tz: AsRef<str>>(self, _: Tz) -> Result<String, DateTimeConversionError> {
        Ok(interval(self))
    }
}
