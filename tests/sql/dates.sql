-- date, time and time with time zone: both ways, and their functions against PostgreSQL's own.
CREATE EXTENSION plrust;
SET timezone = 'Asia/Kathmandu';
-- What a command gives, or its error.
CREATE FUNCTION outcome(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  EXECUTE 'SELECT ' || command INTO result;
  RETURN coalesce(result, 'NULL');
EXCEPTION WHEN OTHERS THEN
  RETURN sqlstate || ': ' || sqlerrm;
END $$;
CREATE TABLE parts AS SELECT unnest(string_to_array('century day decade dow doy epoch hour isodow isoyear julian'
  ' microseconds millennium milliseconds minute month quarter second timezone timezone_hour timezone_minute week year',
  ' ')) AS part;

CREATE FUNCTION same(v date) RETURNS date STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION same(v time) RETURNS time STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION same(v timetz) RETURNS timetz STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION or_null(v date, w timetz) RETURNS timetz LANGUAGE plrust AS $$ Ok(w.filter(|_| v.is_some())) $$;
SELECT v, same(v) = v AS same FROM unnest(ARRAY['4714-11-24 BC', '0001-12-31 BC', '1999-12-31', '2000-01-01', '2024-02-29',
  '5874897-12-31', 'infinity', '-infinity']::date[]) v;
SELECT v, same(v) = v AS same FROM unnest(ARRAY['00:00', '23:59:59.999999', '24:00']::time[]) v;
SELECT v, same(v) = v AS same FROM unnest(ARRAY['00:00+00', '24:00-15:59:59', '12:00:00.000001+15:59']::timetz[]) v;
SELECT or_null(NULL, '12:00+01'), or_null('2024-01-01', NULL), or_null('2024-01-01', '12:00+01');
-- Sorted and hashed by the values that come back.
SELECT same(d) AS day, count(*) FROM unnest(ARRAY['2000-01-02', '1999-12-31', '2000-01-02']::date[]) d GROUP BY 1 ORDER BY 1;

-- Values from all over the range, and where the rules are odd.
CREATE TABLE days AS
  SELECT date '2000-01-01' + mod(hashint4extended(n, 1), 900000)::int AS d FROM generate_series(1, 2000) n
  UNION SELECT (mod(abs(hashint4extended(n, 2)), 2147483494) - 2451545)::int + date '2000-01-01' FROM generate_series(1, 1000) n
  UNION SELECT date '2000-01-01' + n FROM generate_series(-800, 800) n
  UNION SELECT date '0001-01-01' + n FROM generate_series(-400, 400) n
  UNION SELECT unnest(ARRAY['4714-11-24 BC', '5874897-12-31', 'infinity', '-infinity']::date[]);
CREATE TABLE times AS
  SELECT time '00:00' + make_interval(secs => mod(abs(hashint4extended(n, 3)), 86400000000) / 1e6) AS t
    FROM generate_series(1, 1000) n
  UNION SELECT unnest(ARRAY['00:00', '24:00', '23:59:59.999999', '12:00:00.5']::time[]);

CREATE FUNCTION show(v date) RETURNS text STRICT LANGUAGE plrust AS $$
  let iso = v.to_iso_string();
  Ok(Some(format!("{v} {iso} {}", v.to_pg_epoch_days())))
$$;
CREATE FUNCTION show(v time) RETURNS text STRICT LANGUAGE plrust AS $$
  let (hour, minute, second, micros) = v.to_hms_micro();
  Ok(Some(format!("{v} {} {hour} {minute} {second} {micros} {}", v.to_iso_string(), (v.second() * 1e6).round())))
$$;
CREATE FUNCTION show(v timetz) RETURNS text STRICT LANGUAGE plrust AS $$
  Ok(Some(format!("{v} {} {} {} {} {}", v.to_iso_string(), v.timezone_offset(), v.timezone_hour(), v.timezone_minute(),
                  v.to_utc())))
$$;
SELECT count(*) > 5000 AS enough, count(*) FILTER (WHERE show(d) IS DISTINCT FROM
  d::text || ' ' || (to_json(d) #>> '{}') || ' ' || CASE d WHEN 'infinity' THEN 2147483647 WHEN '-infinity'
  THEN -2147483648 ELSE d - '2000-01-01' END) AS wrong FROM days;
SELECT count(*) FILTER (WHERE show(t) IS DISTINCT FROM t::text || ' ' || (to_json(t) #>> '{}') || ' '
  || extract(hour FROM t) || ' ' || extract(minute FROM t) || ' ' || trunc(extract(second FROM t)) || ' '
  || extract(microseconds FROM t) || ' ' || extract(microseconds FROM t)) AS wrong FROM times;
CREATE TABLE zoned_times AS
  SELECT (t::text || o)::timetz AS z FROM times,
    unnest(ARRAY['+00', '-03:30', '+05:45', '+15:59:59', '-15:59']) o;
SELECT count(*) FILTER (WHERE show(z) IS DISTINCT FROM z::text || ' ' || regexp_replace(z::text, '([+-]..)$', '\1:00') || ' '
  || extract(timezone FROM z) || ' ' || extract(timezone_hour FROM z) || ' ' || extract(timezone_minute FROM z) || ' '
  || (z AT TIME ZONE 'UTC')::time) AS wrong FROM zoned_times;

-- extract
CREATE FUNCTION part(v date, part text) RETURNS numeric STRICT LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let all = [Century, Day, Decade, DayOfWeek, DayOfYear, Epoch, Hour, ISODayOfWeek, ISOYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week, Year];
  Ok(v.extract_part(*all.iter().find(|known| known.to_string() == part).ok_or("no such part")?))
$$;
CREATE FUNCTION part(v time, part text) RETURNS numeric STRICT LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let all = [Century, Day, Decade, DayOfWeek, DayOfYear, Epoch, Hour, ISODayOfWeek, ISOYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week, Year];
  Ok(v.extract_part(*all.iter().find(|known| known.to_string() == part).ok_or("no such part")?))
$$;
CREATE FUNCTION part(v timetz, part text) RETURNS numeric STRICT LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let all = [Century, Day, Decade, DayOfWeek, DayOfYear, Epoch, Hour, ISODayOfWeek, ISOYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week, Year];
  Ok(v.extract_part(*all.iter().find(|known| known.to_string() == part).ok_or("no such part")?))
$$;
-- Compared as text, because the number of digits counts, too.
SELECT part, count(*) FILTER (WHERE part(d, part)::text IS DISTINCT FROM date_part.v) AS wrong
FROM days, unnest(ARRAY['century', 'day', 'decade', 'dow', 'doy', 'epoch', 'isodow', 'isoyear', 'julian', 'millennium',
  'month', 'quarter', 'week', 'year']) part,
  LATERAL (SELECT CASE part WHEN 'century' THEN extract(century FROM d) WHEN 'day' THEN extract(day FROM d)
    WHEN 'decade' THEN extract(decade FROM d) WHEN 'dow' THEN extract(dow FROM d) WHEN 'doy' THEN extract(doy FROM d)
    WHEN 'epoch' THEN extract(epoch FROM d) WHEN 'isodow' THEN extract(isodow FROM d)
    WHEN 'isoyear' THEN extract(isoyear FROM d) WHEN 'julian' THEN extract(julian FROM d)
    WHEN 'millennium' THEN extract(millennium FROM d) WHEN 'month' THEN extract(month FROM d)
    WHEN 'quarter' THEN extract(quarter FROM d) WHEN 'week' THEN extract(week FROM d)
    WHEN 'year' THEN extract(year FROM d) END::text AS v) date_part
GROUP BY part ORDER BY part;
SELECT count(*) FILTER (WHERE concat_ws(' ', part(t, 'second'), part(t, 'milliseconds'), part(t, 'epoch'), part(t, 'hour'))
    IS DISTINCT FROM concat_ws(' ', extract(second FROM t), extract(milliseconds FROM t), extract(epoch FROM t),
    extract(hour FROM t))) AS wrong FROM times;
SELECT count(*) FILTER (WHERE concat_ws(' ', part(z, 'second'), part(z, 'timezone'), part(z, 'epoch'), part(z, 'minute'))
    IS DISTINCT FROM concat_ws(' ', extract(second FROM z), extract(timezone FROM z), extract(epoch FROM z),
    extract(minute FROM z))) AS wrong FROM zoned_times;
-- All parts, also those that a type does not have: the same errors.
SELECT count(*) AS all, count(*) FILTER (WHERE ours IS DISTINCT FROM theirs) AS wrong,
  count(*) FILTER (WHERE theirs LIKE '0A000%') AS errors
FROM parts, unnest(ARRAY['date ''2024-02-29''', 'date ''infinity''', 'date ''-infinity''', 'time ''12:34:56.789''',
    'timetz ''12:34:56.789-03:30''']) v,
  outcome(format('part(%s, %L)', v, part)) ours, outcome(format('extract(%s FROM %s)', part, v)) theirs;

-- Operators
CREATE FUNCTION plus(v date, n int) RETURNS date STRICT LANGUAGE plrust AS $$ Ok(Some(v + n)) $$;
CREATE FUNCTION minus(v date, n int) RETURNS date STRICT LANGUAGE plrust AS $$ Ok(Some(v - n)) $$;
CREATE FUNCTION minus(v date, w date) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(v - w)) $$;
CREATE FUNCTION plus(v date, i interval) RETURNS timestamp STRICT LANGUAGE plrust AS $$ Ok(Some(i + v)) $$;
CREATE FUNCTION plus(v date, t time) RETURNS timestamp STRICT LANGUAGE plrust AS $$ Ok(Some(v + t)) $$;
CREATE FUNCTION plus(v date, t timetz) RETURNS timestamptz STRICT LANGUAGE plrust AS $$ Ok(Some(v + t)) $$;
CREATE FUNCTION plus(t time, i interval) RETURNS time STRICT LANGUAGE plrust AS $$ Ok(Some(t + i)) $$;
CREATE FUNCTION minus(t time, i interval) RETURNS time STRICT LANGUAGE plrust AS $$ Ok(Some(t - i)) $$;
CREATE FUNCTION minus(t time, u time) RETURNS interval STRICT LANGUAGE plrust AS $$ Ok(Some(t - u)) $$;
CREATE FUNCTION plus(t timetz, i interval) RETURNS timetz STRICT LANGUAGE plrust AS $$ Ok(Some(t + i)) $$;
CREATE TABLE steps AS SELECT unnest(ARRAY['0', '1 month', '-13 months 40 days', '1 day -25:00', '100:00:00.000001', '-7 hours',
  '5 years -1 day']::interval[]) AS i;
SELECT count(*) FILTER (WHERE plus(d, n) IS DISTINCT FROM d + n OR minus(d, n) IS DISTINCT FROM d - n) AS wrong
FROM days, unnest(ARRAY[0, 1, -1, 45000]) n WHERE d < '5874000-01-01' AND d > '4000-01-01 BC' OR NOT isfinite(d);
SELECT count(*) FILTER (WHERE minus(d, date '2000-02-29') IS DISTINCT FROM d - date '2000-02-29') AS wrong
FROM days WHERE isfinite(d);
SELECT count(*) FILTER (WHERE plus(d, i) IS DISTINCT FROM d + i OR plus(d, time '12:34:56') IS DISTINCT FROM d + time '12:34:56'
  OR plus(d, timetz '12:34:56-03:30') IS DISTINCT FROM d + timetz '12:34:56-03:30') AS wrong
FROM days, steps WHERE d < '290000-01-01' AND d > '4000-01-01 BC' OR NOT isfinite(d);
SELECT count(*) FILTER (WHERE plus(t, i) IS DISTINCT FROM t + i OR minus(t, i) IS DISTINCT FROM t - i
  OR minus(t, time '12:00')::text IS DISTINCT FROM (t - time '12:00')::text) AS wrong FROM times, steps;
SELECT count(*) FILTER (WHERE plus(z, i)::text IS DISTINCT FROM (z + i)::text) AS wrong FROM zoned_times, steps;
SELECT v, ours, ours = theirs AS same FROM unnest(ARRAY['plus(date ''5874897-12-31'', 1)|date ''5874897-12-31'' + 1',
  'minus(date ''4714-11-24 BC'', 1)|date ''4714-11-24 BC'' - 1', 'minus(date ''infinity'', 1)|date ''infinity'' - 1',
  'minus(date ''2000-01-01'', -2147483648)|date ''2000-01-01'' - (-2147483648)',
  'minus(date ''infinity'', date ''2000-01-01'')|date ''infinity'' - date ''2000-01-01''',
  'plus(date ''294277-01-01'', interval ''0'')|date ''294277-01-01'' + interval ''0''',
  'plus(date ''294276-12-31'', interval ''1 day'')|date ''294276-12-31'' + interval ''1 day''',
  'plus(date ''294276-12-31'', time ''24:00'')|date ''294276-12-31'' + time ''24:00''',
  'plus(date ''294276-12-31'', timetz ''23:00-02'')|date ''294276-12-31'' + timetz ''23:00-02''',
  'plus(date ''-infinity'', timetz ''23:00-02'')|date ''-infinity'' + timetz ''23:00-02''']) v,
  outcome(split_part(v, '|', 1)) ours, outcome(split_part(v, '|', 2)) theirs;

-- Constructors
CREATE FUNCTION make(y int, m int, d int) RETURNS date STRICT LANGUAGE plrust AS $$
  Ok(Some(Date::new_unchecked(y as isize, m as u8, d as u8)))
$$;
CREATE FUNCTION make_or_not(y int, m int, d int) RETURNS text STRICT LANGUAGE plrust AS $$
  Ok(Some(match Date::new(y, m as u8, d as u8) {
    Ok(date) => date.to_string(),
    Err(DateTimeConversionError::FieldOverflow) => "no date".into(),
    Err(other) => format!("{other:?}"),
  }))
$$;
CREATE FUNCTION make_at(h int, m int, s float8) RETURNS time STRICT LANGUAGE plrust AS $$
  Ok(Some(Time::new_unchecked(h as u8, m as u8, s)))
$$;
SELECT v, ours, ours = theirs AS same FROM unnest(ARRAY['(2024, 2, 29)', '(2023, 2, 29)', '(-1, 1, 1)', '(0, 1, 1)', '(2023, 13, 1)',
  '(-4714, 11, 24)', '(-4714, 11, 23)', '(5874897, 12, 31)', '(5874898, 1, 1)', '(-2147483647, 1, 1)']) v,
  outcome('make' || v) ours, outcome('make_date' || v) theirs;
SELECT make_or_not(2024, 2, 29), make_or_not(2023, 2, 29), make_or_not(5874898, 1, 1);
SELECT v, ours, ours = theirs AS same FROM unnest(ARRAY['(12, 34, 56.789)', '(24, 0, 0)', '(24, 0, 0.5)', '(23, 59, 60)',
  '(25, 0, 3.5)', '(0, 60, 1)', '(0, 0, -1)', '(0, 0, 61)', '(1, 2, 3.0000005)', '(1, 2, 3.0000015)']) v,
  outcome('make_at' || v) ours, outcome('make_time' || v) theirs;

-- Text, by the session's settings.
CREATE FUNCTION parse(t text) RETURNS text STRICT LANGUAGE plrust AS $$
  let date = t.parse::<Date>().map_or_else(|error| format!("{error:?}"), |date| date.to_string());
  let time = t.parse::<Time>().map_or_else(|error| format!("{error:?}"), |time| time.to_string());
  let zoned = t.parse::<TimeWithTimeZone>().map_or_else(|error| format!("{error:?}"), |time| time.to_string());
  Ok(Some(format!("{date} | {time} | {zoned}")))
$$;
SELECT left(t, 30) AS t, parse(t) FROM unnest(ARRAY['2024-02-29', '2023-02-29', '29/02/2024', 'Jan 8, 99 BC', 'J2451187', 'infinity', 'epoch',
  '12:34:56.789', '12:34:56 PST', '040506+07', '24:00', '24:01', '12:00+16', '2024-07-01 12:00 Europe/Paris', '12:00 No/Where',
  '2024-07-01 12:00 No/Where', '', 'noon', '5874898-01-01', '2024-13-01', '2024-01-01' || repeat(' ', 300),
  repeat('1', 300)]) t;
SET datestyle = 'ISO, DMY';
SELECT parse('03/02/2001'), parse('29/02/2024');
RESET datestyle;

-- Conversions
CREATE FUNCTION zoned(v date, h int) RETURNS text STRICT LANGUAGE plrust AS $$
  let noon = Time::new(h as u8, 30, 0.0)?;
  let here = TimeWithTimeZone::with_timezone(h as u8, 30, 0.0, "Asia/Kolkata")?;
  let shifted = TimeWithTimeZone::with_timezone_offset(h as u8, 30, 0.0, Interval::from_hours(3))?;
  let utc = TimeWithTimeZone::from(noon);
  let there = here.at_timezone("Asia/Kathmandu")?;
  Ok(Some(format!("{here} {} {utc} {there} {} {}", shifted.timezone_offset(), Timestamp::from((v, noon)), Timestamp::from(v))))
$$;
SELECT zoned('2024-02-29', 12), zoned('0001-01-01 BC', 23);
CREATE FUNCTION no_zone() RETURNS text LANGUAGE plrust AS $$
  Ok(Some(format!("{:?} {:?}", TimeWithTimeZone::with_timezone(1, 2, 3.0, "Mars/Olympus"), get_timezone_offset("EST"))))
$$;
SELECT no_zone();
