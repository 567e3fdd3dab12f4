-- timestamp and timestamp with time zone: both ways, and their functions against PostgreSQL's own, in several time zones.
CREATE EXTENSION plrust;
SET timezone = 'UTC';
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

CREATE FUNCTION same(v timestamp) RETURNS timestamp STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION same(v timestamptz) RETURNS timestamptz STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT v, same(v) = v AS same FROM unnest(ARRAY['4714-11-24 00:00:00 BC', '0001-12-31 23:59:59.999999 BC', '1999-12-31 23:59:59.999999',
  '2000-01-01', '294276-12-31 23:59:59.999999', 'infinity', '-infinity']::timestamp[]) v;
SELECT v, same(v) = v AS same FROM unnest(ARRAY['4714-11-24 00:00:00+00 BC', '294276-12-31 23:59:59.999999+00', 'infinity',
  '-infinity']::timestamptz[]) v;

-- Values from all over the range, and where the rules are odd.
CREATE FUNCTION after_2000(micros numeric) RETURNS timestamp IMMUTABLE STRICT LANGUAGE sql AS $$
  SELECT timestamp '2000-01-01' + (div(micros, 2) || ' microseconds')::interval + (micros - div(micros, 2) || ' microseconds')::interval
$$;
CREATE TABLE stamps AS
  SELECT after_2000(mod(hashint8extended(n, 1)::numeric, 63000000000000000)) AS t FROM generate_series(1, 2000) n
  UNION SELECT after_2000(mod(abs(hashint8extended(n, 2)::numeric), 9223371331200000000::numeric + 211813488000000000) - 211813488000000000)
    FROM generate_series(1, 1000) n
  UNION SELECT timestamp '2000-01-01' + make_interval(days => n) - interval '1 microsecond' * (n % 2) FROM generate_series(-800, 800) n
  UNION SELECT timestamp '0001-01-01' + make_interval(days => n * 7) FROM generate_series(-200, 200) n
  UNION SELECT unnest(ARRAY['4714-11-24 BC', '294276-12-31 23:59:59.999999', 'infinity', '-infinity']::timestamp[]);

CREATE FUNCTION show(v timestamp) RETURNS text STRICT LANGUAGE plrust AS $$
  let fields = match v.is_finite() {
    true => format!("{} {} {} {} {} {} {}", v.year(), v.month(), v.day(), v.hour(), v.minute(), (v.second() * 1e6).round(), v.microseconds()),
    false => "none".into(),
  };
  Ok(Some(format!("{v} {} {fields}", v.to_iso_string())))
$$;
SELECT count(*) > 4900 AS enough, count(*) FILTER (WHERE show(t) IS DISTINCT FROM t::text || ' ' || (to_json(t) #>> '{}') || ' '
  || CASE WHEN isfinite(t) THEN concat_ws(' ', extract(year FROM t), extract(month FROM t), extract(day FROM t),
    extract(hour FROM t), extract(minute FROM t), extract(microseconds FROM t), extract(microseconds FROM t))
    ELSE 'none' END) AS wrong FROM stamps;

CREATE FUNCTION part(v timestamp, part text) RETURNS numeric STRICT LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let all = [Century, Day, Decade, DayOfWeek, DayOfYear, Epoch, Hour, ISODayOfWeek, ISOYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week, Year];
  Ok(v.extract_part(*all.iter().find(|known| known.to_string() == part).ok_or("no such part")?))
$$;
CREATE FUNCTION part(v timestamptz, part text) RETURNS numeric STRICT LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let all = [Century, Day, Decade, DayOfWeek, DayOfYear, Epoch, Hour, ISODayOfWeek, ISOYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week, Year];
  Ok(v.extract_part(*all.iter().find(|known| known.to_string() == part).ok_or("no such part")?))
$$;
CREATE FUNCTION trunc(v timestamp, part text) RETURNS timestamp STRICT LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let all = [Century, Day, Decade, DayOfWeek, DayOfYear, Epoch, Hour, ISODayOfWeek, ISOYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week, Year];
  Ok(Some(v.truncate(*all.iter().find(|known| known.to_string() == part).ok_or("no such part")?)))
$$;
CREATE FUNCTION trunc(v timestamptz, part text, zone text) RETURNS timestamptz LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let all = [Century, Day, Decade, DayOfWeek, DayOfYear, Epoch, Hour, ISODayOfWeek, ISOYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week, Year];
  let (v, part) = (v.ok_or("no value")?, part.ok_or("no part")?);
  let part = *all.iter().find(|known| known.to_string() == part).ok_or("no such part")?;
  Ok(Some(match zone {
    Some(zone) => v.truncate_with_time_zone(part, zone),
    None => v.truncate(part),
  }))
$$;
-- Compared as text, because the number of digits counts, too.
SELECT count(*) FILTER (WHERE concat_ws(' ', part(t, 'century'), part(t, 'decade'), part(t, 'dow'), part(t, 'doy'), part(t, 'epoch'),
  part(t, 'isodow'), part(t, 'isoyear'), part(t, 'julian'), part(t, 'microseconds'), part(t, 'millennium'),
  part(t, 'milliseconds'), part(t, 'quarter'), part(t, 'second'), part(t, 'week'), part(t, 'year')) IS DISTINCT FROM
  concat_ws(' ', extract(century FROM t), extract(decade FROM t), extract(dow FROM t), extract(doy FROM t), extract(epoch FROM t),
  extract(isodow FROM t), extract(isoyear FROM t), extract(julian FROM t), extract(microseconds FROM t),
  extract(millennium FROM t), extract(milliseconds FROM t), extract(quarter FROM t), extract(second FROM t),
  extract(week FROM t), extract(year FROM t))) AS wrong FROM stamps;
SELECT part, count(*) FILTER (WHERE trunc(t, part) IS DISTINCT FROM date_trunc(part, t)) AS wrong
FROM stamps, unnest(ARRAY['century', 'day', 'decade', 'hour', 'microseconds', 'millennium', 'milliseconds', 'minute', 'month',
  'quarter', 'second', 'week', 'year']) part WHERE t > '3000-01-01 BC' OR NOT isfinite(t) GROUP BY part ORDER BY part;
SELECT count(*) AS all, count(*) FILTER (WHERE ours IS DISTINCT FROM theirs) AS wrong,
  count(*) FILTER (WHERE theirs ~ '^(0A000|22008|22023)') AS errors
FROM parts, unnest(ARRAY['timestamp ''2024-02-29 12:34:56.789''', 'timestamp ''infinity''', 'timestamp ''4714-11-24 BC''',
    'timestamptz ''2024-02-29 12:34:56.789''', 'timestamptz ''-infinity''']) v,
  (VALUES ('part(%1$s, %2$L)', 'extract(%2$s FROM %1$s)'), ('trunc(%1$s, %2$L)', 'date_trunc(%2$L, %1$s)')) pairs(rust, sql),
  outcome(format(CASE WHEN v LIKE 'timestamptz%' THEN replace(rust, 'trunc(%1$s, %2$L)', 'trunc(%1$s, %2$L, NULL)') ELSE rust END, v, part)) ours,
  outcome(format(sql, v, part)) theirs;

CREATE FUNCTION plus(t timestamp, i interval) RETURNS timestamp STRICT LANGUAGE plrust AS $$ Ok(Some(i + t)) $$;
CREATE FUNCTION minus(t timestamp, i interval) RETURNS timestamp STRICT LANGUAGE plrust AS $$ Ok(Some(t - i)) $$;
CREATE FUNCTION minus(t timestamp, u timestamp) RETURNS interval STRICT LANGUAGE plrust AS $$ Ok(Some(t - u)) $$;
CREATE FUNCTION age_of(t timestamp, u timestamp) RETURNS interval STRICT LANGUAGE plrust AS $$ Ok(Some(t.age(&u))) $$;
CREATE FUNCTION bin(i interval, t timestamp, u timestamp) RETURNS timestamp STRICT LANGUAGE plrust AS $$ Ok(Some(date_bin(i, t, u))) $$;
CREATE TABLE steps AS SELECT unnest(ARRAY['0', '1 month', '-13 months 40 days', '1 day -25:00', '100:00:00.000001', '-7 hours',
  '48 months -1 day 00:00:01', '-100 years']::interval[]) AS i;
SELECT count(*) FILTER (WHERE plus(t, i) IS DISTINCT FROM t + i OR minus(t, i) IS DISTINCT FROM t - i) AS wrong
FROM stamps, steps WHERE t BETWEEN '4000-01-01 BC' AND '294000-01-01' OR NOT isfinite(t);
SELECT count(*) FILTER (WHERE minus(t, u)::text IS DISTINCT FROM (t - u)::text
  OR age_of(t, u)::text IS DISTINCT FROM age(t, u)::text OR age_of(u, t)::text IS DISTINCT FROM age(u, t)::text) AS wrong
FROM stamps, unnest(ARRAY['2000-02-29 12:00', '1999-03-31', '0044-03-15 11:22:33.44 BC']::timestamp[]) u
WHERE isfinite(t) AND t < '200000-01-01';
SELECT count(*) FILTER (WHERE bin(i, t, u) IS DISTINCT FROM date_bin(i, t, u)) AS wrong
FROM stamps, unnest(ARRAY['15 minutes', '3 days 00:00:00.7']::interval[]) i,
  unnest(ARRAY['2001-01-01 00:02:30', '1900-01-01']::timestamp[]) u
WHERE isfinite(t) AND t BETWEEN '4000-01-01 BC' AND '200000-01-01';
SELECT v, ours, ours = theirs AS same FROM unnest(ARRAY[
  'plus(timestamp ''294276-12-31 23:59:59'', interval ''1 s'')|timestamp ''294276-12-31 23:59:59'' + interval ''1 s''',
  'minus(timestamp ''4714-11-24 BC'', interval ''1 us'')|timestamp ''4714-11-24 BC'' - interval ''1 us''',
  'plus(timestamp ''2000-01-01'', interval ''300000 years -109500000 days'')|timestamp ''2000-01-01'' + interval ''300000 years -109500000 days''',
  'minus(timestamp ''infinity'', timestamp ''2000-01-01'')|timestamp ''infinity'' - timestamp ''2000-01-01''',
  'bin(interval ''1 month'', timestamp ''2000-01-01'', timestamp ''2000-01-01'')|date_bin(interval ''1 month'', timestamp ''2000-01-01'', timestamp ''2000-01-01'')',
  'bin(interval ''0'', timestamp ''2000-01-01'', timestamp ''2000-01-01'')|date_bin(interval ''0'', timestamp ''2000-01-01'', timestamp ''2000-01-01'')',
  'bin(interval ''1 s'', timestamp ''infinity'', timestamp ''2000-01-01'')|date_bin(interval ''1 s'', timestamp ''infinity'', timestamp ''2000-01-01'')',
  'bin(interval ''1 s'', timestamp ''2000-01-01'', timestamp ''infinity'')|date_bin(interval ''1 s'', timestamp ''2000-01-01'', timestamp ''infinity'')']) v,
  outcome(split_part(v, '|', 1)) ours, outcome(split_part(v, '|', 2)) theirs;
-- Where PostgreSQL 15 overflows without a word, an error.
SELECT minus(timestamp '294276-12-31', timestamp '4713-01-01 BC');
SELECT age_of(timestamp 'infinity', timestamp '2000-01-01');

CREATE FUNCTION make(y int, m int, d int, h int, n int, s float8) RETURNS timestamp STRICT LANGUAGE plrust AS $$
  Ok(Some(Timestamp::new_unchecked(y as isize, m as u8, d as u8, h as u8, n as u8, s)))
$$;
SELECT v, ours, ours = theirs AS same FROM unnest(ARRAY['(2024, 2, 29, 12, 34, 56.789)', '(-1, 1, 1, 0, 0, 0)', '(0, 1, 1, 0, 0, 0)',
  '(2023, 2, 29, 0, 0, 0)', '(2023, 2, 28, 25, 0, 3.5)', '(294276, 12, 31, 24, 0, 0)', '(5874898, 1, 1, 0, 0, 0)',
  '(-4714, 11, 24, 0, 0, 0)', '(-4714, 11, 23, 23, 59, 59.9)']) v,
  outcome('make' || v) ours, outcome('make_timestamp' || v) theirs;

-- Moments: near every kind of change of a clock, and anywhere.
CREATE TABLE moments AS
  SELECT m + make_interval(mins => n * 15) AS t FROM generate_series(-14, 14) n, unnest(ARRAY[
    '2024-03-10 07:00+00', '2024-11-03 06:00+00', -- New York
    '2024-03-31 01:00+00', '2024-10-27 01:00+00', -- Paris, Dublin
    '2024-04-06 15:00+00', '2024-10-05 15:30+00', -- Lord Howe: half an hour
    '2011-12-30 10:00+00',                        -- Apia: a day that was not
    '1883-11-18 17:00+00', '1911-03-11 00:00+00', -- local mean times
    '2024-03-10 02:00+00', '1999-12-31 23:00+00', '2037-11-01 06:00+00', '2100-03-14 07:00+00']::timestamptz[]) m
  UNION SELECT after_2000(mod(hashint8extended(n, 5)::numeric, 6000000000000000)) AT TIME ZONE 'UTC' FROM generate_series(1, 300) n
  UNION SELECT unnest(ARRAY['4714-11-25 00:00+00 BC', '294276-12-30 00:00+00', 'infinity', '-infinity']::timestamptz[]);

CREATE FUNCTION show(v timestamptz) RETURNS text STRICT LANGUAGE plrust AS $$
  if !v.is_finite() {
    return Ok(Some(format!("{v} {} {} {}", v.to_iso_string(), Timestamp::from(v), Date::from(v))));
  }
  Ok(Some(format!("{v} {} {} {} {} {} {} {} {} {} {} {}", v.to_iso_string(), Timestamp::from(v), Date::from(v), Time::from(v),
    TimeWithTimeZone::from(v), v.year(), v.month(), v.day(), v.hour(), v.minute(), v.to_utc())))
$$;
CREATE FUNCTION show_sql(v timestamptz) RETURNS text STRICT LANGUAGE sql AS $$
  SELECT CASE WHEN isfinite(v) THEN concat_ws(' ', v, to_json(v) #>> '{}', v::timestamp, v::date, v::time, v::timetz, extract(year FROM v),
    extract(month FROM v), extract(day FROM v), extract(hour FROM v), extract(minute FROM v), v AT TIME ZONE 'UTC')
    ELSE concat_ws(' ', v, v, v, v) END
$$;
CREATE FUNCTION parts_of(v timestamptz) RETURNS text STRICT LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let text = |part| v.extract_part(part).map_or("NULL".to_string(), |value| value.to_string());
  Ok(Some([Timezone, TimezoneHour, TimezoneMinute, Epoch, Julian, DayOfYear, Week, Second].map(text).join(" ")))
$$;
CREATE FUNCTION plus(t timestamptz, i interval) RETURNS timestamptz STRICT LANGUAGE plrust AS $$ Ok(Some(t + i)) $$;
CREATE FUNCTION minus(t timestamptz, i interval) RETURNS timestamptz STRICT LANGUAGE plrust AS $$ Ok(Some(t - i)) $$;
CREATE FUNCTION minus(t timestamptz, u timestamptz) RETURNS interval STRICT LANGUAGE plrust AS $$ Ok(Some(t - u)) $$;
CREATE FUNCTION age_of(t timestamptz, u timestamptz) RETURNS interval STRICT LANGUAGE plrust AS $$ Ok(Some(t.age(&u))) $$;
CREATE FUNCTION session(t timestamp) RETURNS timestamptz STRICT LANGUAGE plrust AS $$ Ok(Some(t.into())) $$;
CREATE FUNCTION session(t date) RETURNS timestamptz STRICT LANGUAGE plrust AS $$ Ok(Some(t.into())) $$;
CREATE FUNCTION at(t timestamptz, zone text) RETURNS timestamp STRICT LANGUAGE plrust AS $$ Ok(Some(t.at_timezone(zone)?)) $$;
CREATE FUNCTION at(t timestamp, zone text) RETURNS timestamptz STRICT LANGUAGE plrust AS $$
  Ok(Some(TimestampWithTimeZone::try_from((t, zone))?))
$$;
CREATE FUNCTION make(y int, m int, d int, h int, n int, s float8, zone text) RETURNS timestamptz LANGUAGE plrust AS $$
  let (y, m, d) = (y.ok_or("no year")?, m.ok_or("no month")? as u8, d.ok_or("no day")? as u8);
  let (h, n, s) = (h.ok_or("no hour")? as u8, n.ok_or("no minute")? as u8, s.ok_or("no second")?);
  Ok(Some(match zone {
    Some(zone) => TimestampWithTimeZone::with_timezone(y, m, d, h, n, s, zone)?,
    None => TimestampWithTimeZone::new(y, m, d, h, n, s)?,
  }))
$$;
CREATE FUNCTION parse(t text) RETURNS text STRICT LANGUAGE plrust AS $$
  let stamp = t.parse::<Timestamp>().map_or_else(|error| format!("{error:?}"), |stamp| stamp.to_string());
  let zoned = t.parse::<TimestampWithTimeZone>().map_or_else(|error| format!("{error:?}"), |stamp| stamp.to_string());
  Ok(Some(format!("{stamp} | {zoned}")))
$$;
-- How many values are wrong while a time zone is the session's.
CREATE FUNCTION wrong_in(zone text, OUT shown bigint, OUT parts bigint, OUT sums bigint, OUT ages bigint, OUT truncated bigint,
  OUT local bigint) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('timezone', zone, false);
  SELECT count(*) FILTER (WHERE show(t) IS DISTINCT FROM show_sql(t)) INTO shown FROM moments;
  SELECT count(*) FILTER (WHERE parts_of(t) IS DISTINCT FROM concat_ws(' ', extract(timezone FROM t), extract(timezone_hour FROM t),
    extract(timezone_minute FROM t), extract(epoch FROM t), extract(julian FROM t), extract(doy FROM t), extract(week FROM t),
    extract(second FROM t))) INTO parts FROM moments WHERE isfinite(t);
  SELECT count(*) FILTER (WHERE plus(t, i) IS DISTINCT FROM t + i OR minus(t, i) IS DISTINCT FROM t - i) INTO sums
    FROM moments, steps WHERE t BETWEEN '4000-01-01 BC' AND '294000-01-01' OR NOT isfinite(t);
  SELECT count(*) FILTER (WHERE age_of(t, u)::text IS DISTINCT FROM age(t, u)::text OR age_of(u, t)::text IS DISTINCT FROM age(u, t)::text
    OR minus(t, u)::text IS DISTINCT FROM (t - u)::text) INTO ages
    FROM moments, unnest(ARRAY['2024-03-10 06:59:59.5+00', '2024-11-03 05:30+00', '2011-12-30 12:00+00']::timestamptz[]) u WHERE isfinite(t);
  SELECT count(*) FILTER (WHERE trunc(t, part, NULL) IS DISTINCT FROM date_trunc(part, t)) INTO truncated
    FROM moments, unnest(ARRAY['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year', 'century']) part
    WHERE t > '4000-01-01 BC' OR NOT isfinite(t);
  SELECT count(*) FILTER (WHERE session(l) IS DISTINCT FROM l::timestamptz OR session(l::date) IS DISTINCT FROM l::date::timestamptz
    OR make(extract(year FROM l)::int, extract(month FROM l)::int, extract(day FROM l)::int, extract(hour FROM l)::int,
      extract(minute FROM l)::int, 7.5, NULL) IS DISTINCT FROM (date_trunc('minute', l) + interval '7.5 s')::timestamptz) INTO local
    FROM (SELECT t AT TIME ZONE 'UTC' AS l FROM moments WHERE isfinite(t)) m;
END $$;
CREATE TABLE zones AS SELECT unnest(ARRAY['UTC', 'America/New_York', 'Europe/Paris', 'Europe/Dublin', 'Australia/Lord_Howe', 'Pacific/Apia',
  'Africa/Casablanca', 'Asia/Kathmandu', '<+03:30>-03:30', 'EST5EDT']) AS zone;
SELECT count(*) > 600 AS enough FROM moments;
SELECT zone, w.* FROM zones, wrong_in(zone) w;
-- Named zones and abbreviations, whatever the session's is.
SET timezone = 'Asia/Kathmandu';
SELECT z, count(*) FILTER (WHERE at(t, z) IS DISTINCT FROM t AT TIME ZONE z) AS there,
  count(*) FILTER (WHERE at(t AT TIME ZONE 'UTC', z) IS DISTINCT FROM (t AT TIME ZONE 'UTC') AT TIME ZONE z) AS back,
  count(*) FILTER (WHERE t > '4000-01-01 BC' AND (trunc(t, 'day', z) IS DISTINCT FROM date_trunc('day', t, z)
    OR trunc(t, 'hour', z) IS DISTINCT FROM date_trunc('hour', t, z))) AS truncated
FROM moments, unnest(ARRAY['america/new_york', 'Australia/Lord_Howe', 'EST', 'cest', 'MSK', '+05:30', 'FOO-3BAR', 'Pacific/Apia', 'zulu']) z
GROUP BY z ORDER BY z;
SELECT left(outcome(format('at(timestamptz ''2024-01-01 00:00+00'', %L)', z)), 50) AS moment,
  left(outcome(format('at(timestamp ''2024-01-01'', %L)', z)), 50) AS local,
  left(outcome(format('trunc(timestamptz ''2024-01-01 00:00+00'', ''day'', %L)', z)), 50) AS truncated
FROM unnest(ARRAY['', 'Mars/Olympus', '../../../etc/passwd', repeat('x', 2000)]) z;
SELECT z, ours, ours = theirs AS same FROM unnest(ARRAY['Europe/Paris', 'EDT', 'MSK', '+05:30', '-0330', '+1', '+01:02:03']) z,
  outcome(format('make(2024, 7, 1, 12, 34, 56.5, %L)', z)) ours, outcome(format('make_timestamptz(2024, 7, 1, 12, 34, 56.5, %L)', z)) theirs;
SELECT z, outcome(format('make(2024, 7, 1, 12, 34, 56.5, %L)', z)) FROM unnest(ARRAY['5', '+16', 'Mars/Olympus', '+1:60']) z;
SELECT outcome('at(timestamptz ''294276-12-31 23:59:59+00'', ''Asia/Tokyo'')') AS moment,
  outcome('at(timestamp ''4714-11-24 BC'', ''Asia/Tokyo'')') AS local, outcome('session(date ''4714-11-24 BC'')') AS session,
  outcome('plus(timestamptz ''294276-12-31 23:59:59+00'', interval ''1 day'')') AS sum;

-- Text, by the session's settings.
SELECT t, parse(t) FROM unnest(ARRAY['2024-02-29 12:34:56.789', '2024-07-01 12:00 Europe/Paris', '2024-07-01 12:00 PDT', 'Mon Jul  1 12:00:00 2024 EST',
  '2024-07-01 12:00 Mars/Olympus', '2024-07-01T12:00:00Z', 'infinity', '-infinity', 'epoch', 'J2451187', '20240701T040506.789+07', '294277-01-01',
  '2023-02-29', '', 'soon', '2024-07-01 25:00']) t;
SET datestyle = 'German, DMY';
SELECT parse('29.02.2024 12:00'), parse('03/02/2001');
RESET datestyle;

-- The present
CREATE FUNCTION present() RETURNS text LANGUAGE plrust AS $$
  let same = now() == transaction_timestamp() && now() == current_timestamp(TimestampPrecision::Full);
  let orderly = transaction_timestamp() <= statement_timestamp() && statement_timestamp() <= clock_timestamp();
  let here = Timestamp::from(now()) == local_timestamp(TimestampPrecision::Full) && Date::from(now()) == current_date()
    && TimeWithTimeZone::from(now()) == current_time();
  let rounded = current_timestamp(TimestampPrecision::Rounded(0)).microseconds() % 1_000_000;
  Ok(Some(format!("{same} {orderly} {here} {rounded} {}", time_of_day().len() >= 31)))
$$;
BEGIN;
SELECT pg_sleep(0.01);
SELECT present();
CREATE FUNCTION began() RETURNS timestamptz STRICT LANGUAGE plrust AS $$ Ok(Some(now())) $$;
CREATE FUNCTION began_statement() RETURNS timestamptz STRICT LANGUAGE plrust AS $$ Ok(Some(statement_timestamp())) $$;
COMMIT;
SELECT began() = now() AS same, began_statement() = statement_timestamp() AS same_statement;
CREATE FUNCTION unix(s float8) RETURNS timestamptz STRICT LANGUAGE plrust AS $$ Ok(Some(to_timestamp(s))) $$;
SELECT s, ours, ours = theirs AS same FROM unnest(ARRAY[0, 1e9, -1.5, 1721478896.123456, 'infinity', '-infinity', 9224318015999.0, -210866803200.0]::float8[]) s,
  outcome(format('unix(%L)', s)) ours, outcome(format('to_timestamp(%L::float8)', s)) theirs;
SELECT unix('NaN');
SELECT unix(9224318016000);
