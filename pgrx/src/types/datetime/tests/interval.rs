// SPDX-License-Identifier: PostgreSQL
use std::hash::{Hash, Hasher};
use std::time::Duration;

use super::super::calendar::MICROS_PER_DAY;
use super::super::*;

#[test]
fn a_month_is_as_long_as_thirty_days() {
    let (month, days) = (Interval::from_months(1), Interval::from_days(30));
    assert_eq!(month, days);
    assert!(month < days + Interval::from_micros(1));
    let hash = |interval: Interval| {
        let mut state = std::hash::DefaultHasher::new();
        interval.hash(&mut state);
        state.finish()
    };
    assert_eq!(hash(month), hash(days));
    let least = Interval::from_parts(i32::MIN, i32::MIN, i64::MIN);
    assert!(least < Interval::default() && least.as_micros() < i128::from(i64::MIN));
}

#[test]
fn signs_must_not_be_mixed() {
    assert_eq!(Interval::new(1, -1, 0), Err(IntervalConversionError::MismatchedSigns));
    assert_eq!(Interval::new(-1, 0, 1), Err(IntervalConversionError::MismatchedSigns));
    assert!(Interval::new(0, 1, -1).is_ok());
    let from = |days, seconds| Interval::from(None, None, None, Some(days), None, None, seconds);
    assert_eq!(from(-1, None).unwrap().days(), -1);
    assert_eq!(from(-1, Some(0.5)), Err(IntervalConversionError::MismatchedSigns));
    assert_eq!(from(1, Some(1.5)).unwrap().micros(), 1_500_000);
    let all = Interval::from(Some(1), Some(2), Some(3), Some(4), Some(5), Some(6), Some(7.000_000_5));
    assert_eq!(all.unwrap().to_string(), "1 year 2 mons 25 days 05:06:07");
}

#[test]
fn text_is_that_of_style_postgres() {
    for (months, days, micros, text) in [
        (0, 0, 0, "00:00:00"),
        (13, 1, 0, "1 year 1 mon 1 day"),
        (-13, 0, 0, "-1 years -1 mons"),
        (-1, 1, 1, "-1 mons +1 day 00:00:00.000001"),
        (0, -1, 3_600_000_000, "-1 days +01:00:00"),
        (0, 1, -3_600_000_000, "1 day -01:00:00"),
        (0, 0, -500_000, "-00:00:00.5"),
        (i32::MIN, 0, 0, "-178956970 years -8 mons"),
        (0, 0, i64::MIN, "-2562047788:00:54.775808"),
    ] {
        assert_eq!(Interval::from_parts(months, days, micros).to_string(), text);
    }
}

#[test]
fn durations_go_both_ways() {
    let duration = Duration::from_micros(31 * MICROS_PER_DAY as u64 + 1);
    let interval = Interval::try_from(duration).unwrap();
    assert_eq!((interval.months(), interval.days(), interval.micros()), (1, 1, 1));
    assert_eq!(Duration::try_from(interval), Ok(duration));
    let error = Interval::try_from(Duration::MAX).unwrap_err();
    assert_eq!(error, IntervalConversionError::DurationMonthsOutOfBounds);
    let error = Duration::try_from(Interval::from_days(-1)).unwrap_err();
    assert_eq!(error, IntervalConversionError::NegativeInterval);
    let error = Duration::try_from(Interval::from_months(i32::MAX)).unwrap_err();
    assert_eq!(error, IntervalConversionError::IntervalTooLarge);
}

#[test]
fn truncating_cuts_towards_nothing() {
    let interval = Interval::from_parts(-14_000, -40, -MICROS_PER_DAY - 1);
    let months = |units| interval.truncated(units).unwrap().months();
    use DateTimeParts::*;
    assert_eq!([Month, Quarter, Year].map(months), [-14_000, -13_998, -13_992]);
    assert_eq!([Decade, Century, Millennium].map(months), [-13_920, -13_200, -12_000]);
    assert_eq!(interval.truncated(Day).unwrap().to_string(), "-1166 years -8 mons -40 days");
    assert_eq!(interval.truncated(Second).unwrap().micros(), -MICROS_PER_DAY);
    assert_eq!(interval.truncated(Week).unwrap_err().detail, Some("Months usually have fractional weeks."));
}
