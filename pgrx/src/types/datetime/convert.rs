// SPDX-License-Identifier: PostgreSQL
//! From one type to another, and from and to numbers and text.

use std::str::FromStr;

use super::calendar::*;
use super::errors::{or_raise, DateTimeConversionError, FromTimeError, Refusal};
use super::zone::{self, Asked, Kind, Parsed};
use super::{Date, Interval, Time, TimeWithTimeZone, Timestamp, TimestampWithTimeZone};
use crate::datum::{Datum, FromDatum, TryFromDatumError};
use crate::pg_sys::TimeTzADT;

/// What always has a result, or ends the statement as SQL's cast would.
macro_rules! cast {
    ($(#[$doc:meta])* $from:ty => $to:ty, $convert:expr) => {
        impl From<$from> for $to {
            $(#[$doc])*
            #[track_caller]
            fn from(value: $from) -> $to {
                let convert: fn($from) -> Result<$to, Refusal> = $convert;
                or_raise(convert(value))
            }
        }
    };
}

macro_rules! from_datum {
    ($($type:ty)*) => {$(
        impl TryFrom<Datum> for $type {
            type Error = TryFromDatumError;

            fn try_from(datum: Datum) -> Result<$type, TryFromDatumError> {
                <$type>::try_from_datum(datum)
            }
        }
    )*};
}

macro_rules! from_text {
    ($type:ty, $kind:ident, $make:expr) => {
        impl FromStr for $type {
            type Err = DateTimeConversionError;

            /// Reads a text as SQL does, by the session's settings.
            fn from_str(text: &str) -> Result<$type, DateTimeConversionError> {
                let make: fn(Parsed) -> $type = $make;
                zone::parse(Kind::$kind, text).map(make)
            }
        }
    };
}

from_datum!(Date Time Timestamp TimestampWithTimeZone TimeWithTimeZone Interval);

from_text!(Date, Date, |parsed| Date::from_bits(parsed.value as i32));
from_text!(Time, Time, |parsed| Time::from_bits(parsed.value));
from_text!(TimeWithTimeZone, TimeWithTimeZone, |parsed| TimeWithTimeZone::from_parts(parsed.value, parsed.second));
from_text!(Timestamp, Timestamp, |parsed| Timestamp::from_bits(parsed.value));
from_text!(TimestampWithTimeZone, TimestampWithTimeZone, |parsed| TimestampWithTimeZone::from_bits(parsed.value));
from_text!(Interval, Interval, |parsed| Interval::from_parts(parsed.third, parsed.second, parsed.value));

cast!(/** The day on the calendar. */ Timestamp => Date, |timestamp| Ok(timestamp.date()));
cast!(/** The day on the session's calendar. */ TimestampWithTimeZone => Date, |timestamp| {
    // A clock may show what no timestamp can hold, a date can.
    match timestamp.is_finite() {
        true => Ok(Date::from_bits(split(timestamp.local()?.0).0)),
        false => Ok(Timestamp::from_bits(timestamp.into_inner()).date()),
    }
});
cast!(/** The time of day. */ Timestamp => Time, |timestamp| Ok(timestamp.date_and_time()?.1));
cast!(/** The time of day on the session's clock. */ TimestampWithTimeZone => Time, |timestamp| {
    Ok(Time::from_bits(split(timestamp.local()?.0).1))
});
cast!(/** The microseconds, as a time of day. */ Interval => Time, |interval| Ok(Time::ALLBALLS.plus(interval)));
cast!(/** Without the offset. */ TimeWithTimeZone => Time, |time| Ok(time.time()));
cast!(/** The same in UTC. */ Time => TimeWithTimeZone, |time| {
    Ok(TimeWithTimeZone::from_parts(time.into_inner(), 0))
});
cast!(/** The time of day on the session's clock. */ TimestampWithTimeZone => TimeWithTimeZone, |timestamp| {
    timestamp.time_with_time_zone()
});
cast!(/** Midnight. */ Date => Timestamp, Date::timestamp);
cast!(/** A time on a day. */ (Date, Time) => Timestamp, |(date, time)| {
    date.timestamp()?.plus(Interval::from_micros(time.into_inner()))
});
cast!(/** What the session's calendar and clock show. */ TimestampWithTimeZone => Timestamp, |timestamp| {
    timestamp.session_timestamp()
});
cast!(/** Midnight in the session's time zone. */ Date => TimestampWithTimeZone, Date::timestamp_with_time_zone);
cast!(/** When the session's clock shows it. */ Timestamp => TimestampWithTimeZone, TimestampWithTimeZone::in_session);
cast!(/** Since midnight. */ Time => Interval, |time| Ok(Interval::from_micros(time.into_inner())));

cast!(/** Days since 2000-01-01. */ Date => i32, |date| Ok(date.into_inner()));
cast!(/** Microseconds since midnight. */ Time => i64, |time| Ok(time.into_inner()));
cast!(/** Microseconds since 2000-01-01. */ Timestamp => i64, |timestamp| Ok(timestamp.into_inner()));
cast!(/** Microseconds since 2000-01-01 UTC. */ TimestampWithTimeZone => i64, |timestamp| Ok(timestamp.into_inner()));
cast!(/** Microseconds and seconds west of UTC. */ TimeWithTimeZone => TimeTzADT, |time| Ok(time.into_inner()));
cast!(/** Microseconds and seconds west of UTC. */ TimeWithTimeZone => (i64, i32), |time| {
    Ok((time.into_inner().time, time.into_inner().zone))
});

cast!(/** Microseconds since midnight, counted on into the next days. */ i64 => Time, |micros| {
    Ok(if micros == MICROS_PER_DAY { Time::from_bits(micros) } else { Time::modular_from_raw(micros) })
});
cast!(/** Microseconds since 2000-01-01; infinity where there is none. */ i64 => Timestamp, |micros| {
    Ok(Timestamp::saturating_from_raw(micros))
});
cast!(/** Microseconds and seconds west of UTC, counted on. */ TimeTzADT => TimeWithTimeZone, |raw| {
    Ok(TimeWithTimeZone::modular_from_raw((raw.time, raw.zone)))
});
cast!(/** Microseconds and seconds west of UTC, counted on. */ (i64, i32) => TimeWithTimeZone, |raw| {
    Ok(TimeWithTimeZone::modular_from_raw(raw))
});

impl TryFrom<i32> for Date {
    type Error = DateTimeConversionError;

    /// Days since 2000-01-01.
    fn try_from(day: i32) -> Result<Date, DateTimeConversionError> {
        let date = Date::from_bits(day);
        (is_day(day.into()) || !date.is_finite()).then_some(date).ok_or(DateTimeConversionError::OutOfRange)
    }
}

impl TryFrom<i64> for TimestampWithTimeZone {
    type Error = FromTimeError;

    /// Microseconds since 2000-01-01 UTC.
    fn try_from(micros: i64) -> Result<TimestampWithTimeZone, FromTimeError> {
        TimestampWithTimeZone::from_raw(micros).ok_or(FromTimeError::MicrosOutOfBounds)
    }
}

impl<Tz: AsRef<str>> TryFrom<(Timestamp, Tz)> for TimestampWithTimeZone {
    type Error = DateTimeConversionError;

    /// When the clock of a time zone shows that timestamp.
    fn try_from((local, zone): (Timestamp, Tz)) -> Result<TimestampWithTimeZone, DateTimeConversionError> {
        let zone = zone.as_ref();
        if zone.is_empty() {
            return Err(DateTimeConversionError::UnknownTimezone(String::new()));
        }
        TimestampWithTimeZone::in_zone(local, zone, Asked::AtLocal).map_err(|error| error.conversion(zone))
    }
}

impl Date {
    /// Date, time and offset: a moment.
    pub(super) fn with_time(self, time: TimeWithTimeZone) -> Result<TimestampWithTimeZone, Refusal> {
        let midnight = self.timestamp()?;
        if !midnight.is_finite() {
            return Ok(TimestampWithTimeZone::from_bits(midnight.into_inner()));
        }
        let (micros, west) = (time.time().into_inner(), i128::from(-time.timezone_offset()));
        let moment = i128::from(midnight.into_inner() + micros) + west * i128::from(MICROS_PER_SECOND);
        let checked = Timestamp::from_micros(moment).map_err(|_| super::date::out_of_timestamps())?;
        Ok(TimestampWithTimeZone::from_bits(checked.into_inner()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datum::IntoDatum;
    use crate::entry::{IntoReturn, RegisterArgument};
    use crate::types::datetime::parts::Part;
    use crate::types::numeric::AnyNumeric;

    #[test]
    fn text_is_read_by_the_host() {
        assert_eq!("x".parse::<Date>(), Ok(Date::from_bits(10)));
        assert_eq!("x".parse::<TimeWithTimeZone>(), Ok(TimeWithTimeZone::from_parts(12, 20)));
        assert_eq!("x".parse::<Timestamp>(), Ok(Timestamp::from_bits(13)));
        let interval: Interval = "x".parse().unwrap();
        assert_eq!((interval.months(), interval.days(), interval.micros()), (30, 20, 15));
        assert_eq!("format".parse::<Time>(), Err(DateTimeConversionError::InvalidFormat));
        assert_eq!("range".parse::<Date>(), Err(DateTimeConversionError::FieldOverflow));
        assert_eq!("zone".parse::<TimestampWithTimeZone>(), Err(DateTimeConversionError::CannotParseTimezone));
    }

    #[test]
    fn numbers_become_dates_only_in_range() {
        assert_eq!(Date::try_from(FIRST_DAY - 1), Err(DateTimeConversionError::OutOfRange));
        assert_eq!(Date::try_from(i32::MIN), Ok(Date::negative_infinity()));
        assert_eq!(TimestampWithTimeZone::try_from(LAST_MICRO + 1), Err(FromTimeError::MicrosOutOfBounds));
        assert_eq!(Time::from(MICROS_PER_DAY).to_string(), "24:00:00");
        assert_eq!(Time::from(MICROS_PER_DAY + 1).to_string(), "00:00:00.000001");
        assert_eq!(Time::from(Interval::from_micros(-1)).to_string(), "23:59:59.999999");
    }

    #[test]
    fn a_date_and_a_time_are_a_moment() {
        let date = Date::new(2024, 2, 29).unwrap();
        let noon = Time::new(12, 0, 0.0).unwrap();
        assert_eq!(Timestamp::from((date, noon)).to_string(), "2024-02-29 12:00:00");
        let zoned = TimeWithTimeZone::from_parts(noon.into_inner(), 3600);
        assert_eq!(date.with_time(zoned).unwrap().to_utc().to_string(), "2024-02-29 13:00:00");
        let last = Date::new(294_276, 12, 31).unwrap();
        let late = TimeWithTimeZone::from_parts(MICROS_PER_DAY - 1, 1);
        assert_eq!(last.with_time(late).unwrap_err().message, "date out of range for timestamp");
        assert!(Date::positive_infinity().with_time(late).unwrap().is_infinity());
        assert_eq!(TimestampWithTimeZone::from(date).to_utc().to_string(), "2024-02-28 23:00:00");
    }

    #[test]
    fn parts_are_exact_numerics() {
        for (value, digits, text) in [
            (0, 6, "0.000000"),
            (-1, 6, "-0.000001"),
            (59_999_999, 6, "59.999999"),
            (12_345, 3, "12.345"),
            (100_000_000_000, 6, "100000.000000"),
            (-9_224_318_015_999_999_999, 6, "-9224318015999.999999"),
        ] {
            let part = Part::Scaled(value, digits);
            assert_eq!(AnyNumeric::from(part).to_string(), text);
            assert_eq!((AnyNumeric::from(part), part.to_string().as_str()), (text.parse().unwrap(), text));
        }
        assert_eq!(AnyNumeric::from(Part::Julian(1, MICROS_PER_DAY / 2)).to_string(), "1.50000000000000000000");
        assert_eq!(AnyNumeric::from(Part::NegativeInfinity).to_string(), "-Infinity");
    }

    #[test]
    fn values_cross_as_bits_and_in_wire_form() {
        let date = Date::negative_infinity();
        assert_eq!(date.into_return().value, i32::MIN as i64 as u64);
        assert_eq!(Date::from_register(0xdead_beef_0000_0001), Date::from_bits(1));
        let moment = TimestampWithTimeZone::from_bits(LAST_MICRO);
        assert_eq!(TimestampWithTimeZone::try_from(moment.into_datum().unwrap()), Ok(moment));
        assert!(Timestamp::try_from(moment.into_datum().unwrap()).is_err());
        let interval = Interval::from_parts(-1, 2, i64::MIN);
        let back = Interval::try_from(interval.into_datum().unwrap()).unwrap();
        assert_eq!((back.months(), back.days(), back.micros()), (-1, 2, i64::MIN));
        let time = TimeWithTimeZone::from_parts(MICROS_PER_DAY, -57_599);
        assert_eq!(TimeWithTimeZone::try_from(time.into_datum().unwrap()), Ok(time));
    }
}
