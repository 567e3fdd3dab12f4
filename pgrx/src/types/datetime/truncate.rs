// SPDX-License-Identifier: PostgreSQL
//! SQL's `date_trunc`.

use super::calendar::*;
use super::errors::Refusal;
use super::parts::no_unit;
use super::parts::DateTimeParts::{self, *};
use super::zone::{self, Asked, ZoneError};
use super::{Interval, Timestamp, TimestampWithTimeZone};

/// The first day of the week, month, year and so on of `date`; a day is its own. `None`: not a unit of days.
fn first_day(date: Civil, units: DateTimeParts) -> Option<i64> {
    let year_start = |year: i32| Civil { year, month: 1, day: 1 }.number();
    Some(match units {
        Day => date.number(),
        Week => date.number() - (date.iso_weekday() - 1),
        Month => Civil { day: 1, ..date }.number(),
        Quarter => Civil { day: 1, month: (date.month - 1) / 3 * 3 + 1, ..date }.number(),
        Year => year_start(date.year),
        Decade => year_start(date.year.div_euclid(10) * 10),
        Century => year_start(first_year(date.year, 100)),
        Millennium => year_start(first_year(date.year, 1000)),
        _ => return None,
    })
}

/// Centuries and millennia begin with year 1, and 1 BC is the last year of one.
fn first_year(year: i32, length: i32) -> i32 {
    (year - 1).div_euclid(length) * length + 1
}

/// The microseconds of units that are parts of a day.
fn length(units: DateTimeParts) -> Option<i64> {
    Some(match units {
        Hour => MICROS_PER_HOUR,
        Minute => MICROS_PER_MINUTE,
        Second => MICROS_PER_SECOND,
        Milliseconds => 1000,
        Microseconds => 1,
        _ => return None,
    })
}

impl Timestamp {
    pub(super) fn truncated(self, units: DateTimeParts) -> Result<Timestamp, Refusal> {
        if !self.is_finite() {
            return Ok(self);
        }
        if let Some(length) = length(units) {
            return Ok(Timestamp::from_bits(self.into_inner().div_euclid(length) * length));
        }
        let (date, _) = self.fields()?;
        let day = first_day(date, units).ok_or_else(|| no_unit(units, "timestamp without time zone"))?;
        Timestamp::from_civil(day, 0)
    }
}

impl TimestampWithTimeZone {
    pub(super) fn truncated(self, units: DateTimeParts, zone: &str) -> Result<TimestampWithTimeZone, Refusal> {
        if !self.is_finite() {
            return Ok(self);
        }
        let in_zone = |error: ZoneError| error.refusal(zone);
        let seconds_east = zone::offset(zone, self.into_inner(), Asked::AtMomentOfZone).map_err(in_zone)?;
        // Within a day of a timestamp: far from the limits of the type.
        let local = self.into_inner() + seconds_east * MICROS_PER_SECOND;
        if let Some(length) = length(units) {
            // The offset stays, even if a clock was put back in between.
            let micros = local.div_euclid(length) * length - seconds_east * MICROS_PER_SECOND;
            return Timestamp::from_micros(micros.into()).map(|moment| Self::from_bits(moment.into_inner()));
        }
        let date = Civil::of(split(local).0);
        let day = first_day(date, units).ok_or_else(|| no_unit(units, "timestamp with time zone"))?;
        let local = Timestamp::from_civil(day, 0)?;
        TimestampWithTimeZone::in_zone(local, zone, Asked::AtLocalOfZone).map_err(in_zone)
    }
}

impl Interval {
    pub(super) fn truncated(self, units: DateTimeParts) -> Result<Interval, Refusal> {
        if let Some(length) = length(units) {
            return Ok(Interval::from_parts(self.months(), self.days(), self.micros() / length * length));
        }
        let months_of = |months: i32| self.months() / months * months;
        Ok(match units {
            Day => Interval::from_parts(self.months(), self.days(), 0),
            Month => Interval::from_months(self.months()),
            Quarter => Interval::from_months(months_of(3)),
            Year => Interval::from_months(months_of(12)),
            Decade => Interval::from_months(months_of(120)),
            Century => Interval::from_months(months_of(1200)),
            Millennium => Interval::from_months(months_of(12_000)),
            _ => {
                let refusal = no_unit(units, "interval");
                let is_week = units == Week;
                let detail = is_week.then_some("Months usually have fractional weeks.");
                return Err(Refusal { detail, ..refusal });
            }
        })
    }
}
