// SPDX-License-Identifier: PostgreSQL
//! The proleptic Gregorian calendar and PostgreSQL's limits on it. Days and microseconds count from 2000-01-01.

pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
pub(super) const MICROS_PER_MINUTE: i64 = 60 * MICROS_PER_SECOND;
pub(super) const MICROS_PER_HOUR: i64 = 60 * MICROS_PER_MINUTE;
pub(super) const MICROS_PER_DAY: i64 = 24 * MICROS_PER_HOUR;
pub(super) const SECONDS_PER_DAY: i64 = 86_400;
pub(super) const MONTHS_PER_YEAR: i32 = 12;
/// Of an interval, when a month has to become days.
pub(super) const DAYS_PER_MONTH: i32 = 30;

/// Julian day numbers of the epochs.
pub(super) const EPOCH_JULIAN: i32 = 2_451_545;
pub(super) const UNIX_EPOCH_JULIAN: i32 = 2_440_588;

/// 4714-11-24 BC, Julian day 0, and 5874897-12-31.
pub(super) const FIRST_DAY: i32 = -EPOCH_JULIAN;
pub(super) const LAST_DAY: i32 = 2_147_483_493 - EPOCH_JULIAN;
/// The first day that is too late for a timestamp: 294277-01-01.
pub(super) const TIMESTAMP_END_DAY: i32 = 109_203_528 - EPOCH_JULIAN;
pub(super) const FIRST_MICRO: i64 = FIRST_DAY as i64 * MICROS_PER_DAY;
pub(super) const LAST_MICRO: i64 = TIMESTAMP_END_DAY as i64 * MICROS_PER_DAY - 1;

/// Whether a finite date can have this number.
pub(super) fn is_day(day: i64) -> bool {
    (i64::from(FIRST_DAY)..=i64::from(LAST_DAY)).contains(&day)
}

/// Whether a finite timestamp can have this number.
pub(super) fn is_micro(micros: i128) -> bool {
    (i128::from(FIRST_MICRO)..=i128::from(LAST_MICRO)).contains(&micros)
}

/// A date of the calendar; year 0 is 1 BC, -1 is 2 BC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    pub year: i32,
    pub month: i32,
    pub day: i32,
}

/// How the calendar repeats: every 400 years.
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01, where eras begin here, to 2000-01-01.
const ERA_OFFSET: i64 = 730_425;

impl Civil {
    pub fn of(day: i32) -> Civil {
        // Years that begin in March have the leap day at their end.
        let shifted = i64::from(day) + ERA_OFFSET;
        let era = shifted.div_euclid(DAYS_PER_ERA);
        let of_era = shifted.rem_euclid(DAYS_PER_ERA);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Civil {
            year: (year_of_era + era * 400 + i64::from(month <= 2)) as i32,
            month: month as i32,
            day: (of_year - (153 * from_march + 2) / 5 + 1) as i32,
        }
    }

    /// The number of the day; any, also those that PostgreSQL has no date for.
    pub fn number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let from_march = i64::from(if self.month > 2 { self.month - 3 } else { self.month + 9 });
        let year_of_era = year.rem_euclid(400);
        let of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        year.div_euclid(400) * DAYS_PER_ERA + of_era - ERA_OFFSET
    }

    /// Whether it is in a month that has dates: where PostgreSQL stops to calculate.
    pub fn is_near_dates(self) -> bool {
        ((-4713, 11)..(5_874_898, 6)).contains(&(self.year, self.month))
    }

    /// The year as people write it: there is no year 0.
    pub fn written_year(self) -> i32 {
        if self.year > 0 {
            self.year
        } else {
            self.year - 1
        }
    }

    /// So many months later or earlier, on the last day of the month when it is shorter. `None`: the year is beyond
    /// all calendars.
    pub fn plus_months(self, months: i32) -> Option<Civil> {
        let months = i64::from(self.year) * 12 + i64::from(self.month) - 1 + i64::from(months);
        let year = i32::try_from(months.div_euclid(12)).ok()?;
        let month = months.rem_euclid(12) as i32 + 1;
        Some(Civil { year, month, day: self.day.min(days_in_month(year, month)) })
    }

    /// The day of the ISO 8601 week: Monday 1 to Sunday 7.
    pub fn iso_weekday(self) -> i64 {
        // 2000-01-01 was a Saturday.
        (self.number() + 5).rem_euclid(7) + 1
    }

    pub fn day_of_year(self) -> i64 {
        self.number() - Civil { month: 1, day: 1, ..self }.number() + 1
    }

    /// The ISO 8601 year and week: those of the week's Thursday.
    pub fn iso_week(self) -> (i32, i64) {
        let thursday = Civil::of((self.number() - self.iso_weekday() + 4) as i32);
        (thursday.year, (thursday.day_of_year() - 1) / 7 + 1)
    }
}

pub(super) fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// `month` is one of 1 to 12.
pub(super) fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 => 28 + i32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A year, month and day as people write them (-1 is 1 BC), if there is such a day.
pub(super) fn from_written(year: i32, month: u8, day: u8) -> Option<Civil> {
    let year = match year {
        0 => return None,
        1.. => year,
        _ => year.checked_add(1)?,
    };
    let (month, day) = (i32::from(month), i32::from(day));
    let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    exists.then_some(Civil { year, month, day })
}

/// The microseconds of an hour, minute and second of a day, 24:00:00 at most, as PostgreSQL rounds them.
pub(super) fn micros_of_day(hour: u8, minute: u8, second: f64) -> Option<i64> {
    let micros = round_half_even(second * MICROS_PER_SECOND as f64);
    if hour > 24 || minute > 59 || !(0.0..=MICROS_PER_MINUTE as f64).contains(&micros) {
        return None;
    }
    let total = i64::from(hour) * MICROS_PER_HOUR + i64::from(minute) * MICROS_PER_MINUTE + micros as i64;
    (total <= MICROS_PER_DAY).then_some(total)
}

/// C's `rint`, without a call of the mathematical library, which confined code lacks.
pub(super) fn round_half_even(value: f64) -> f64 {
    // The sum has no room for a fraction; numbers beyond this one have none anyway.
    const NO_FRACTION: f64 = 4_503_599_627_370_496.0;
    if value.abs() < NO_FRACTION {
        let magnitude = value.abs() + NO_FRACTION - NO_FRACTION;
        magnitude.copysign(value)
    } else {
        value
    }
}

/// The day, and the microseconds since its midnight.
pub(super) fn split(micros: i64) -> (i32, i64) {
    (micros.div_euclid(MICROS_PER_DAY) as i32, micros.rem_euclid(MICROS_PER_DAY))
}

/// Hours, minutes, seconds, and microseconds within the second.
pub(super) fn clock(micros_of_day: i64) -> (u8, u8, u8, u32) {
    (
        (micros_of_day / MICROS_PER_HOUR) as u8,
        (micros_of_day / MICROS_PER_MINUTE % 60) as u8,
        (micros_of_day / MICROS_PER_SECOND % 60) as u8,
        (micros_of_day % MICROS_PER_SECOND) as u32,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn civil(year: i32, month: i32, day: i32) -> Civil {
        Civil { year, month, day }
    }

    #[test]
    fn known_days_have_their_numbers() {
        for (date, number) in [
            (civil(2000, 1, 1), 0),
            (civil(1999, 12, 31), -1),
            (civil(2000, 3, 1), 60),
            (civil(1970, 1, 1), -10_957),
            (civil(0, 12, 31), -730_120),
            (civil(-4713, 11, 24), i64::from(FIRST_DAY)),
            (civil(294_277, 1, 1), i64::from(TIMESTAMP_END_DAY)),
            (civil(5_874_897, 12, 31), i64::from(LAST_DAY)),
        ] {
            assert_eq!(date.number(), number, "{date:?}");
            assert_eq!(Civil::of(number as i32), date);
        }
        assert_eq!((FIRST_MICRO, LAST_MICRO + 1), (-211_813_488_000_000_000, 9_223_371_331_200_000_000));
    }

    #[test]
    fn days_follow_each_other_over_two_eras() {
        let mut expected = civil(1599, 12, 31);
        for number in expected.number()..=civil(2401, 1, 1).number() {
            assert_eq!(Civil::of(number as i32), expected);
            assert_eq!(expected.number(), number);
            expected.day += 1;
            if expected.day > days_in_month(expected.year, expected.month) {
                expected = Civil { month: expected.month + 1, day: 1, ..expected };
            }
            if expected.month > 12 {
                expected = civil(expected.year + 1, 1, 1);
            }
        }
    }

    #[test]
    fn a_century_is_a_leap_year_only_every_fourth_time() {
        assert!(is_leap(2000) && is_leap(2024) && is_leap(0) && is_leap(-4));
        assert!(!is_leap(1900) && !is_leap(2023) && !is_leap(-100));
    }

    #[test]
    fn adding_months_stops_at_the_end_of_the_month() {
        assert_eq!(civil(2024, 1, 31).plus_months(1), Some(civil(2024, 2, 29)));
        assert_eq!(civil(2023, 3, 31).plus_months(-1), Some(civil(2023, 2, 28)));
        assert_eq!(civil(2000, 12, 1).plus_months(1), Some(civil(2001, 1, 1)));
        assert_eq!(civil(0, 1, 15).plus_months(-1), Some(civil(-1, 12, 15)));
        assert_eq!(civil(2024, 2, 29).plus_months(-12), Some(civil(2023, 2, 28)));
    }

    #[test]
    fn weeks_belong_to_the_year_of_their_thursday() {
        assert_eq!(civil(2005, 1, 1).iso_week(), (2004, 53));
        assert_eq!(civil(2006, 1, 1).iso_week(), (2005, 52));
        assert_eq!(civil(2012, 12, 31).iso_week(), (2013, 1));
        assert_eq!(civil(2000, 1, 1).iso_weekday(), 6);
        assert_eq!(civil(-4713, 11, 24).iso_weekday(), 1);
        assert_eq!(civil(2024, 12, 31).day_of_year(), 366);
    }

    #[test]
    fn written_dates_have_no_year_zero() {
        assert_eq!(from_written(0, 1, 1), None);
        assert_eq!(from_written(-1, 2, 29), Some(civil(0, 2, 29)));
        assert_eq!(from_written(2023, 2, 29), None);
        assert_eq!(from_written(2023, 13, 1), None);
        assert_eq!(from_written(2023, 1, 0), None);
        assert_eq!(civil(0, 1, 1).written_year(), -1);
        assert!(from_written(i32::MIN, 1, 1).is_some());
    }

    #[test]
    fn a_time_of_day_ends_at_24_00() {
        assert_eq!(micros_of_day(24, 0, 0.0), Some(MICROS_PER_DAY));
        assert_eq!(micros_of_day(24, 0, 0.000_001), None);
        assert_eq!(micros_of_day(23, 59, 60.0), Some(MICROS_PER_DAY));
        assert_eq!(micros_of_day(0, 0, 60.000_000_4), Some(MICROS_PER_MINUTE));
        assert_eq!(micros_of_day(0, 0, -0.000_000_4), Some(0));
        for (hour, minute, second) in [(25, 0, 0.0), (0, 60, 0.0), (0, 0, 61.0), (0, 0, -1.0), (0, 0, f64::NAN)] {
            assert_eq!(micros_of_day(hour, minute, second), None);
        }
    }

    #[test]
    fn halves_round_to_even() {
        for (value, rounded) in
            [(0.5, 0.0), (1.5, 2.0), (2.5, 2.0), (-0.5, -0.0), (-1.5, -2.0), (2.4, 2.0), (-2.6, -3.0)]
        {
            assert_eq!(round_half_even(value).to_bits(), f64::to_bits(rounded), "{value}");
        }
        assert_eq!(round_half_even(1e300), 1e300);
        assert_eq!(round_half_even(f64::NEG_INFINITY), f64::NEG_INFINITY);
        assert!(round_half_even(f64::NAN).is_nan());
    }

    #[test]
    fn the_time_before_the_epoch_splits_downwards() {
        assert_eq!(split(-1), (-1, MICROS_PER_DAY - 1));
        assert_eq!(split(FIRST_MICRO), (FIRST_DAY, 0));
        assert_eq!(clock(MICROS_PER_DAY), (24, 0, 0, 0));
        assert_eq!(clock(MICROS_PER_DAY - 1), (23, 59, 59, 999_999));
    }
}
