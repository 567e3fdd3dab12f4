// SPDX-License-Identifier: PostgreSQL
//! Parts of dates, times and intervals: their names, and what a part's value is before it is a numeric.

use std::fmt;

use super::errors::Refusal;
use crate::datum::{Datum, IntoDatum};
use crate::oid::{BuiltinOid, Oid};
use crate::sqlstate::PgSqlErrorCode;

macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident = $name:literal;)*) => {
        /// A part of a date, time or interval, to extract or to truncate to.
        ///
        /// ```
        /// # use pgrx::prelude::*;
        /// assert_eq!(DateTimeParts::DayOfWeek.to_string(), "dow");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum DateTimeParts {
            $($(#[$doc])* $part,)*
        }

        impl From<DateTimeParts> for &'static str {
            /// The name in SQL.
            fn from(part: DateTimeParts) -> &'static str {
                match part {
                    $(DateTimeParts::$part => $name,)*
                }
            }
        }
    };
}

parts! {
    /// The century; there is no century 0.
    Century = "century";
    /// The day of the month, or the days of an interval.
    Day = "day";
    /// The year divided by 10.
    Decade = "decade";
    /// Sunday 0 to Saturday 6.
    DayOfWeek = "dow";
    /// 1 to 366.
    DayOfYear = "doy";
    /// Seconds since 1970-01-01 00:00:00, or all seconds of an interval.
    Epoch = "epoch";
    /// The hour.
    Hour = "hour";
    /// Monday 1 to Sunday 7.
    ISODayOfWeek = "isodow";
    /// The year that the ISO 8601 week belongs to.
    ISOYear = "isoyear";
    /// The Julian date.
    Julian = "julian";
    /// The seconds, with their fraction, times 1 000 000.
    Microseconds = "microseconds";
    /// The millennium.
    Millennium = "millennium";
    /// The seconds, with their fraction, times 1000.
    Milliseconds = "milliseconds";
    /// The minute.
    Minute = "minute";
    /// 1 to 12, or of an interval 0 to 11.
    Month = "month";
    /// 1 to 4.
    Quarter = "quarter";
    /// The seconds with their fraction.
    Second = "second";
    /// The offset from UTC in seconds, positive in the east.
    Timezone = "timezone";
    /// The hours of the offset from UTC.
    TimezoneHour = "timezone_hour";
    /// The minutes of the offset from UTC.
    TimezoneMinute = "timezone_minute";
    /// The number of the ISO 8601 week.
    Week = "week";
    /// The year; there is no year 0.
    Year = "year";
}

impl fmt::Display for DateTimeParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad((*self).into())
    }
}

impl IntoDatum for DateTimeParts {
    fn into_datum(self) -> Option<Datum> {
        <&str>::from(self).into_datum()
    }

    fn type_oid() -> Oid {
        BuiltinOid::TEXTOID.value()
    }
}

impl DateTimeParts {
    /// The error that values of the SQL type `of` have no such part.
    #[cold]
    pub(super) fn refused_by(self, of: &str) -> Refusal {
        Refusal::new(
            PgSqlErrorCode::ERRCODE_FEATURE_NOT_SUPPORTED,
            format!("unit \"{self}\" not supported for type {of}"),
        )
    }
}

/// The error of truncating a value of the SQL type `of` to something that is no unit of it.
#[cold]
pub(super) fn no_unit(part: DateTimeParts, of: &str) -> Refusal {
    use DateTimeParts::*;
    if matches!(part, DayOfWeek | DayOfYear | Epoch | ISODayOfWeek | ISOYear | Julian) {
        let code = PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE;
        return Refusal::new(code, format!("unit \"{part}\" not recognized for type {of}"));
    }
    part.refused_by(of)
}

/// The value of a part, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole(i64),
    /// The number, and how many of its digits are behind the point.
    Scaled(i128, u32),
    /// Microseconds as seconds, divided by 1 000 000 like a numeric: rounded to the digits that this gives.
    Quotient(i128),
    /// A Julian day and the microseconds since its midnight.
    Julian(i64, i64),
    Infinity,
    NegativeInfinity,
}

impl Part {
    pub fn infinity(is_negative: bool) -> Part {
        if is_negative {
            Part::NegativeInfinity
        } else {
            Part::Infinity
        }
    }
}

impl fmt::Display for Part {
    /// As numeric reads it; the fraction of a Julian date is missing, and a quotient is not rounded.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Part::Whole(value) | Part::Julian(value, _) => write!(f, "{value}"),
            Part::Quotient(value) => Part::Scaled(value, 6).fmt(f),
            Part::Scaled(value, digits) => {
                let unit = 10u128.pow(digits);
                let (magnitude, width) = (value.unsigned_abs(), digits as usize);
                let sign = if value < 0 { "-" } else { "" };
                write!(f, "{sign}{}.{:0width$}", magnitude / unit, magnitude % unit)
            }
            Part::Infinity => f.write_str("Infinity"),
            Part::NegativeInfinity => f.write_str("-Infinity"),
        }
    }
}
