// SPDX-License-Identifier: PostgreSQL
use super::super::calendar::*;
use super::super::errors::Refusal;
use super::super::*;

fn at(year: i32, month: u8, day: u8, hour: u8) -> Timestamp {
    Timestamp::new(year, month, day, hour, 0, 0.0).unwrap()
}

#[test]
fn the_first_and_the_last_microsecond_are_timestamps_and_their_neighbours_are_not() {
    let first = at(-4714, 11, 24, 0);
    let last = Timestamp::new(294_276, 12, 31, 23, 59, 59.999_999).unwrap();
    assert_eq!((first.into_inner(), last.into_inner()), (FIRST_MICRO, LAST_MICRO));
    assert_eq!(first.to_string(), "4714-11-24 00:00:00 BC");
    assert_eq!(last.to_string(), "294276-12-31 23:59:59.999999");
    let tick = Interval::from_micros(1);
    assert_eq!(first.minus(tick), Err(Refusal::range("timestamp")));
    assert_eq!(last.plus(tick), Err(Refusal::range("timestamp")));
    assert_eq!(Timestamp::new(294_276, 12, 31, 24, 0, 0.0), Err(DateTimeConversionError::FieldOverflow));
    let refusal = Timestamp::from_fields(294_299, 1, 1, 0, 0, 0.0).unwrap_err();
    assert_eq!(refusal.message, "timestamp out of range: 294299-01-01 0:00:00");
    let refusal = Timestamp::from_fields(-5714, 11, 23, 0, 0, 0.0).unwrap_err();
    assert_eq!(refusal.message, "date out of range: -5714-11-23");
    assert_eq!(Timestamp::saturating_from_raw(LAST_MICRO + 1), Timestamp::positive_infinity());
    assert_eq!(Timestamp::saturating_from_raw(FIRST_MICRO - 1), Timestamp::negative_infinity());
}

#[test]
fn months_come_before_days_and_days_before_hours() {
    let interval = Interval::from_parts(1, 1, MICROS_PER_HOUR);
    assert_eq!(at(2024, 1, 31, 0).plus(interval), Ok(at(2024, 3, 1, 1)));
    assert_eq!(at(2024, 3, 31, 0).minus(Interval::from_months(1)), Ok(at(2024, 2, 29, 0)));
    // Each step must lead to a timestamp, whatever comes after it.
    let there_and_back = Interval::from_parts(12 * 300_000, -366 * 300_000, 0);
    assert_eq!(at(2000, 1, 1, 0).plus(there_and_back), Err(Refusal::range("timestamp")));
    assert_eq!(at(2000, 1, 1, 0).plus(Interval::from_months(i32::MIN)), Err(Refusal::range("timestamp")));
}

#[test]
fn differences_are_days_and_hours() {
    assert_eq!(at(2024, 3, 1, 6).since(at(2024, 2, 28, 7)).unwrap().to_string(), "1 day 23:00:00");
    assert_eq!(at(2024, 2, 28, 7).since(at(2024, 3, 1, 6)).unwrap().to_string(), "-1 days -23:00:00");
    let first_to_last = Timestamp::from_bits(LAST_MICRO).since(Timestamp::from_bits(FIRST_MICRO));
    assert_eq!(first_to_last.unwrap_err().message, "interval out of range");
    let infinite = Timestamp::positive_infinity().since(at(2000, 1, 1, 0));
    assert_eq!(infinite.unwrap_err().message, "cannot subtract infinite timestamps");
}

#[test]
fn infinity_absorbs_intervals_and_has_no_fields() {
    let infinity = Timestamp::positive_infinity();
    assert_eq!(infinity.minus(Interval::from_months(i32::MAX)), Ok(infinity));
    assert!(infinity.fields().is_err() && infinity.date_and_time().is_err());
    assert!(infinity.date().is_infinity() && !infinity.is_finite());
    assert_eq!(infinity.truncated(DateTimeParts::Day), Ok(infinity));
}

#[test]
fn ages_are_in_units_of_the_calendar() {
    let age = |first, second: Timestamp| super::super::age::between(first, second, first < second);
    let text = |age: Result<Interval, Refusal>| age.unwrap().to_string();
    assert_eq!(text(age(at(2001, 4, 10, 0), at(1957, 6, 13, 0))), "43 years 9 mons 27 days");
    assert_eq!(text(age(at(1957, 6, 13, 0), at(2001, 4, 10, 0))), "-43 years -9 mons -27 days");
    assert_eq!(text(age(at(2024, 3, 1, 1), at(2024, 2, 29, 2))), "23:00:00");
    assert_eq!(text(age(at(2024, 3, 31, 0), at(2024, 2, 29, 0))), "1 mon 2 days");
    assert_eq!(text(age(at(2023, 3, 1, 0), at(2023, 1, 31, 0))), "1 mon 1 day");
    assert!(age(Timestamp::positive_infinity(), at(2000, 1, 1, 0)).is_err());
}

#[test]
fn truncating_goes_to_the_begin_of_the_unit_on_both_sides_of_the_epochs() {
    use DateTimeParts::*;
    let truncated = |timestamp: Timestamp, units| timestamp.truncated(units).unwrap().to_string();
    let moment = Timestamp::new(2024, 8, 15, 13, 14, 15.678_901).unwrap();
    for (units, begin) in [
        (Microseconds, "2024-08-15 13:14:15.678901"),
        (Milliseconds, "2024-08-15 13:14:15.678"),
        (Second, "2024-08-15 13:14:15"),
        (Minute, "2024-08-15 13:14:00"),
        (Hour, "2024-08-15 13:00:00"),
        (Day, "2024-08-15 00:00:00"),
        (Week, "2024-08-12 00:00:00"),
        (Month, "2024-08-01 00:00:00"),
        (Quarter, "2024-07-01 00:00:00"),
        (Year, "2024-01-01 00:00:00"),
        (Decade, "2020-01-01 00:00:00"),
        (Century, "2001-01-01 00:00:00"),
        (Millennium, "2001-01-01 00:00:00"),
    ] {
        assert_eq!(truncated(moment, units), begin);
    }
    assert_eq!(truncated(at(-1, 6, 1, 0), Century), "0100-01-01 00:00:00 BC");
    assert_eq!(truncated(at(5, 6, 1, 0), Decade), "0001-01-01 00:00:00 BC");
    assert_eq!(truncated(at(1999, 12, 31, 23), Hour), "1999-12-31 23:00:00");
    let refusal = moment.truncated(Timezone).unwrap_err();
    assert_eq!(refusal.message, "unit \"timezone\" not supported for type timestamp without time zone");
    // 4714-11-24 BC, the first day, is a Monday in the middle of a month.
    assert_eq!(truncated(Timestamp::from_bits(FIRST_MICRO), Week), "4714-11-24 00:00:00 BC");
    assert_eq!(Timestamp::from_bits(FIRST_MICRO).truncated(Month), Err(Refusal::range("timestamp")));
}
