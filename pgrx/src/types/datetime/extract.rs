// SPDX-License-Identifier: PostgreSQL
//! Which part of a value is what: the rules of SQL's `extract`. `None` is SQL NULL.

use super::calendar::*;
use super::parts::{DateTimeParts, Part};
use super::{Date, Interval, Time, TimeWithTimeZone, Timestamp, TimestampWithTimeZone};

pub(super) type Extracted = Result<Option<Part>, super::errors::Refusal>;

/// The part of a date on the calendar, if it is one of those.
fn of_civil(date: Civil, part: DateTimeParts) -> Option<Part> {
    use DateTimeParts::*;
    let year = i64::from(date.year);
    Some(Part::Whole(match part {
        Day => i64::from(date.day),
        Month => i64::from(date.month),
        Quarter => i64::from((date.month - 1) / 3 + 1),
        Year => i64::from(date.written_year()),
        Decade => year.div_euclid(10),
        Century => whole_years(year, 100),
        Millennium => whole_years(year, 1000),
        Week => date.iso_week().1,
        ISOYear => match date.iso_week().0 {
            year @ 1.. => i64::from(year),
            year => i64::from(year) - 1,
        },
        DayOfWeek => date.iso_weekday() % 7,
        ISODayOfWeek => date.iso_weekday(),
        DayOfYear => date.day_of_year(),
        _ => return None,
    }))
}

/// Centuries and millennia: from 1 on, and from -1 backwards.
fn whole_years(year: i64, length: i64) -> i64 {
    if year > 0 {
        (year + length - 1) / length
    } else {
        -((length - year) / length)
    }
}

/// The part of a time of day, if it is one of those.
fn of_clock(micros_of_day: i64, part: DateTimeParts) -> Option<Part> {
    use DateTimeParts::*;
    let (hour, minute, ..) = clock(micros_of_day);
    Some(match part {
        Hour => Part::Whole(i64::from(hour)),
        Minute => Part::Whole(i64::from(minute)),
        _ => return of_seconds(micros_of_day % MICROS_PER_MINUTE, part),
    })
}

fn of_seconds(micros_of_minute: i64, part: DateTimeParts) -> Option<Part> {
    use DateTimeParts::*;
    Some(match part {
        Second => Part::Scaled(micros_of_minute.into(), 6),
        Milliseconds => Part::Scaled(micros_of_minute.into(), 3),
        Microseconds => Part::Whole(micros_of_minute),
        _ => return None,
    })
}

fn of_offset(seconds_east: i64, part: DateTimeParts) -> Option<Part> {
    use DateTimeParts::*;
    Some(Part::Whole(match part {
        Timezone => seconds_east,
        TimezoneHour => seconds_east / 3600,
        TimezoneMinute => seconds_east / 60 % 60,
        _ => return None,
    }))
}

/// What is known of infinity: parts that only grow are infinite, parts that come round are NULL.
fn of_infinity(is_negative: bool, part: DateTimeParts) -> Option<Part> {
    use DateTimeParts::*;
    let grows = matches!(part, Year | Decade | Century | Millennium | Julian | ISOYear | Epoch);
    grows.then_some(Part::infinity(is_negative))
}

/// Whether a date cannot have that part, because it is one of a clock.
fn is_of_clock(part: DateTimeParts) -> bool {
    use DateTimeParts::*;
    matches!(part, Hour | Minute | Second | Milliseconds | Microseconds | Timezone | TimezoneHour | TimezoneMinute)
}

/// Seconds since 1970 of microseconds since 2000.
fn epoch(micros: i64) -> Part {
    const BETWEEN: i128 = (EPOCH_JULIAN - UNIX_EPOCH_JULIAN) as i128 * MICROS_PER_DAY as i128;
    let total = i128::from(micros) + BETWEEN;
    // For the last thirty years PostgreSQL divides in another way, which does not give all digits.
    if total > i128::from(i64::MAX) {
        Part::Quotient(total)
    } else {
        Part::Scaled(total, 6)
    }
}

/// The part of a clock and calendar that show `micros`.
fn of_local(micros: i64, part: DateTimeParts) -> Option<Part> {
    let (day, micros_of_day) = split(micros);
    if part == DateTimeParts::Julian {
        return Some(Part::Julian(i64::from(day) + i64::from(EPOCH_JULIAN), micros_of_day));
    }
    of_clock(micros_of_day, part).or_else(|| of_civil(Civil::of(day), part))
}

impl Date {
    pub(super) fn part(self, part: DateTimeParts) -> Extracted {
        if is_of_clock(part) {
            return Err(part.refused_by("date"));
        }
        if !self.is_finite() {
            return Ok(of_infinity(self.is_neg_infinity(), part));
        }
        let day = self.to_pg_epoch_days();
        let unix_day = i64::from(day) + i64::from(EPOCH_JULIAN - UNIX_EPOCH_JULIAN);
        Ok(match part {
            DateTimeParts::Julian => Some(Part::Whole(i64::from(day) + i64::from(EPOCH_JULIAN))),
            DateTimeParts::Epoch => Some(Part::Whole(unix_day * SECONDS_PER_DAY)),
            _ => of_civil(Civil::of(day), part),
        })
    }
}

impl Time {
    pub(super) fn part(self, part: DateTimeParts) -> Extracted {
        let micros = self.into_inner();
        let found = match part {
            DateTimeParts::Epoch => Some(Part::Scaled(micros.into(), 6)),
            _ => of_clock(micros, part),
        };
        found.map(Some).ok_or_else(|| part.refused_by("time without time zone"))
    }
}

impl TimeWithTimeZone {
    pub(super) fn part(self, part: DateTimeParts) -> Extracted {
        let (micros, west) = <(i64, i32)>::from(self);
        let utc = i128::from(micros) + i128::from(west) * i128::from(MICROS_PER_SECOND);
        let found = match part {
            DateTimeParts::Epoch => Some(Part::Scaled(utc, 6)),
            _ => of_clock(micros, part).or_else(|| of_offset(-i64::from(west), part)),
        };
        found.map(Some).ok_or_else(|| part.refused_by("time with time zone"))
    }
}

impl Timestamp {
    pub(super) fn part(self, part: DateTimeParts) -> Extracted {
        if !self.is_finite() {
            return Ok(of_infinity(self.is_neg_infinity(), part));
        }
        let found = match part {
            DateTimeParts::Epoch => Some(epoch(self.into_inner())),
            _ => of_local(self.into_inner(), part),
        };
        found.map(Some).ok_or_else(|| part.refused_by("timestamp without time zone"))
    }
}

impl TimestampWithTimeZone {
    pub(super) fn part(self, part: DateTimeParts) -> Extracted {
        if !self.is_finite() {
            return Ok(of_infinity(self.is_neg_infinity(), part));
        }
        if part == DateTimeParts::Epoch {
            return Ok(Some(epoch(self.into_inner())));
        }
        let (local, seconds_east) = self.local()?;
        Ok(of_local(local, part).or_else(|| of_offset(seconds_east, part)))
    }
}

impl Interval {
    pub(super) fn part(self, part: DateTimeParts) -> Extracted {
        use DateTimeParts::*;
        let (years, months) = (self.months() / MONTHS_PER_YEAR, self.months() % MONTHS_PER_YEAR);
        let micros = self.micros();
        let whole = match part {
            Hour => micros / MICROS_PER_HOUR,
            Minute => micros / MICROS_PER_MINUTE % 60,
            Day => i64::from(self.days()),
            Month => i64::from(months),
            Quarter => i64::from(months / 3 + 1),
            Year => i64::from(years),
            Decade => i64::from(years / 10),
            Century => i64::from(years / 100),
            Millennium => i64::from(years / 1000),
            Epoch => return Ok(Some(Part::Scaled(self.epoch_micros(), 6))),
            _ => {
                let part_of_seconds = of_seconds(micros % MICROS_PER_MINUTE, part);
                return part_of_seconds.map(Some).ok_or_else(|| part.refused_by("interval"));
            }
        };
        Ok(Some(Part::Whole(whole)))
    }

    /// All of it in microseconds, where a year has 365.25 days and other months have 30.
    fn epoch_micros(self) -> i128 {
        const QUARTER_DAY: i128 = MICROS_PER_DAY as i128 / 4;
        let (years, months) = (self.months() / MONTHS_PER_YEAR, self.months() % MONTHS_PER_YEAR);
        let quarters = i128::from(years) * 1461 + i128::from(months) * 120 + i128::from(self.days()) * 4;
        quarters * QUARTER_DAY + i128::from(self.micros())
    }
}

#[cfg(test)]
mod tests {
    use super::DateTimeParts::*;
    use super::*;

    fn text(extracted: Extracted) -> String {
        match extracted {
            Ok(Some(part)) => part.to_string(),
            Ok(None) => "NULL".into(),
            Err(refusal) => refusal.message,
        }
    }

    fn date(year: i32, month: u8, day: u8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn centuries_and_decades_count_away_from_the_year_that_is_not() {
        for (year, century, decade) in [(2001, 21, 200), (2000, 20, 200), (1, 1, 0), (-1, -1, 0), (-2, -1, -1)] {
            let date = date(year, 6, 1);
            assert_eq!(text(date.part(Century)), century.to_string(), "{year}");
            assert_eq!(text(date.part(Decade)), decade.to_string(), "{year}");
        }
        assert_eq!(text(date(-101, 1, 1).part(Century)), "-2");
        assert_eq!(text(date(-1000, 1, 1).part(Millennium)), "-1");
        assert_eq!(text(date(-1001, 1, 1).part(Millennium)), "-2");
    }

    #[test]
    fn seconds_have_six_digits_and_milliseconds_three() {
        let time = Time::new(1, 2, 3.5).unwrap();
        assert_eq!(text(time.part(Second)), "3.500000");
        assert_eq!(text(time.part(Milliseconds)), "3500.000");
        assert_eq!(text(time.part(Microseconds)), "3500000");
        assert_eq!(text(time.part(Epoch)), "3723.500000");
        assert_eq!(text(time.part(Day)), "unit \"day\" not supported for type time without time zone");
    }

    #[test]
    fn infinity_has_years_but_no_months() {
        assert_eq!(text(Date::positive_infinity().part(Year)), "Infinity");
        assert_eq!(text(Timestamp::negative_infinity().part(Epoch)), "-Infinity");
        assert_eq!(text(Timestamp::negative_infinity().part(Hour)), "NULL");
        assert_eq!(text(Date::positive_infinity().part(Hour)), "unit \"hour\" not supported for type date");
        assert_eq!(text(Timestamp::positive_infinity().part(Timezone)), "NULL");
        assert_eq!(text(TimestampWithTimeZone::positive_infinity().part(Timezone)), "NULL");
    }

    #[test]
    fn the_epoch_of_an_interval_has_long_years() {
        assert_eq!(text(Interval::from_years(1).part(Epoch)), "31557600.000000");
        assert_eq!(text(Interval::from_months(1).part(Epoch)), "2592000.000000");
        assert_eq!(text(Interval::new(0, 0, -1).unwrap().part(Epoch)), "-0.000001");
        let long = Interval::new(i32::MIN, i32::MIN, i64::MIN).unwrap();
        assert_eq!(text(long.part(Epoch)), "-5842218456432054.775808");
        assert_eq!(text(Interval::from_months(-14).part(Quarter)), "1");
        assert_eq!(text(long.part(Week)), "unit \"week\" not supported for type interval");
    }

    #[test]
    fn the_epoch_of_the_latest_timestamp_fits() {
        let last = Timestamp::from(LAST_MICRO);
        assert_eq!(text(last.part(Epoch)), "9224318015999.999999");
        assert_eq!(text(last.part(Year)), "294276");
    }
}
