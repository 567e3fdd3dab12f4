// SPDX-License-Identifier: PostgreSQL
use super::super::calendar::*;
use super::super::errors::Refusal;
use super::super::*;

fn jumpy(day: u8, hour: u8) -> Timestamp {
    Timestamp::new(2024, 3, day, hour, 30, 0.0).unwrap()
}

#[test]
fn fields_and_text_are_those_of_the_session() {
    let moment = TimestampWithTimeZone::new(2024, 3, 1, 0, 30, 0.0).unwrap();
    assert_eq!(moment, now());
    assert_eq!(moment.to_utc().to_string(), "2024-02-29 23:30:00");
    assert_eq!((moment.year(), moment.month(), moment.day(), moment.hour()), (2024, 3, 1, 0));
    assert_eq!(moment.to_string(), "2024-03-01 00:30:00+01");
    assert_eq!(moment.to_iso_string(), "2024-03-01T00:30:00+01:00");
    assert_eq!(moment.to_iso_string_with_timezone("east").as_deref(), Ok("2024-03-01T05:00:00+05:30"));
    assert_eq!(Date::from(moment).to_string(), "2024-03-01");
    assert_eq!(TimeWithTimeZone::from(moment).to_string(), "00:30:00+01");
    assert_eq!(Time::from(moment).to_string(), "00:30:00");
}

#[test]
fn a_zone_may_be_a_name_or_an_offset() {
    let with = |zone| TimestampWithTimeZone::with_timezone(2024, 1, 1, 12, 0, 0.0, zone);
    for (zone, utc) in [
        ("east", "2024-01-01 06:30:00"),
        ("+05:30", "2024-01-01 06:30:00"),
        ("-0330", "2024-01-01 15:30:00"),
        ("+1", "2024-01-01 11:00:00"),
        ("+01:02:03", "2024-01-01 10:57:57"),
    ] {
        assert_eq!(with(zone).unwrap().to_utc().to_string(), utc, "{zone}");
    }
    for zone in ["", "nowhere", "5", "+16", "+01:60", "+01:", "+x", "+1:2:3:4", "+99999999999999999999"] {
        assert_eq!(with(zone), Err(DateTimeConversionError::UnknownTimezone(zone.into())));
    }
}

#[test]
fn the_clock_jumps_with_its_zone() {
    let moment = |local| TimestampWithTimeZone::try_from((local, "jumpy")).unwrap();
    let before = moment(jumpy(31, 1));
    assert_eq!(before.to_utc().to_string(), "2024-03-31 00:30:00");
    // 02:30 did not happen: it is read as standard time.
    assert_eq!(moment(jumpy(31, 2)).at_timezone("jumpy"), Ok(jumpy(31, 3)));
    let day = before.truncated(DateTimeParts::Day, "jumpy").unwrap();
    assert_eq!(day.to_utc().to_string(), "2024-03-30 23:00:00");
    let summer = moment(jumpy(31, 12)).truncated(DateTimeParts::Hour, "jumpy").unwrap();
    assert_eq!(summer.to_utc().to_string(), "2024-03-31 10:00:00");
    let month = moment(jumpy(31, 12)).truncated(DateTimeParts::Month, "jumpy").unwrap();
    assert_eq!(month.to_utc().to_string(), "2024-02-29 23:00:00");
}

#[test]
fn what_a_zone_moves_out_of_range_is_refused() {
    let last = Timestamp::from_bits(LAST_MICRO);
    let moment = |zone| TimestampWithTimeZone::try_from((last, zone));
    assert!(moment("east").is_ok());
    let latest = TimestampWithTimeZone::from_bits(LAST_MICRO);
    assert_eq!(latest.at_timezone("east"), Err(DateTimeConversionError::FieldOverflow));
    assert_eq!(latest.session_timestamp(), Err(Refusal::range("timestamp")));
    // All the same it can be shown.
    assert_eq!(latest.to_string(), "294277-01-01 00:59:59.999999+01");
    assert_eq!(latest.age_of(&latest).unwrap().to_string(), "00:00:00");
    let early = TimestampWithTimeZone::new(-4714, 11, 24, 0, 0, 0.0);
    assert_eq!(early, Err(DateTimeConversionError::FieldOverflow));
}

#[test]
fn infinity_has_no_clock_but_a_text() {
    let infinity = TimestampWithTimeZone::positive_infinity();
    assert_eq!((infinity.to_string(), infinity.to_iso_string()), ("infinity".into(), "infinity".into()));
    assert_eq!(infinity.at_timezone("UTC"), Ok(Timestamp::positive_infinity()));
    assert!(matches!(infinity.at_timezone("nowhere"), Err(DateTimeConversionError::UnknownTimezone(_))));
    assert!(infinity.local().is_err() && infinity.time_with_time_zone().is_err());
    assert_eq!(infinity.minus(Interval::from_months(1)), Ok(infinity));
}

#[test]
fn the_present_is_the_begin_of_the_transaction() {
    assert_eq!(current_date().to_string(), "2024-03-01");
    assert_eq!(current_time().to_string(), "00:30:00+01");
    assert_eq!(local_timestamp(TimestampPrecision::Full).to_string(), "2024-03-01 00:30:00");
    assert_eq!(time_of_day(), "Thu");
}
