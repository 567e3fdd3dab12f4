// signature: fn due<'a>(start: TimestampWithTimeZone, step: Option<Interval>, at: TimeWithTimeZone, day: Date) -> Option<Timestamp>
// shape: block
let Some(step) = step else { return Ok(None) };
let due = start + step * 2.0 - Interval::from_days(1);
if due > now() || due.extract_part(DateTimeParts::Year).is_none() {
    Err(DateTimeConversionError::FieldOverflow)?;
}
let moment: TimestampWithTimeZone = day + at;
let text: Date = "2024-02-29".parse()?;
let elapsed = std::time::Duration::try_from(due.age(&moment))?;
notice!("{due} {} {text} {elapsed:?}", moment.truncate(DateTimeParts::Month).to_iso_string());
Ok(Some(date_bin(step, due.at_timezone("Europe/Paris")?, Timestamp::new(2001, 1, 1, 0, 0, 0.0)?)))
