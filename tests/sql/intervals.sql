-- interval: both ways, and its functions against PostgreSQL's own. Compared as text, because 1 month equals 30 days.
CREATE EXTENSION plrust;
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

CREATE FUNCTION same(v interval) RETURNS interval STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT v, same(v)::text = v::text AS same FROM unnest(ARRAY['0', '1 month', '30 days', '-1 year +1 day -00:00:00.000001',
  '2147483647 months 2147483647 days 9223372036854775807 microseconds',
  '-2147483648 months -2147483648 days -9223372036854775808 microseconds']::interval[]) v;

CREATE TABLE spans AS
  SELECT make_interval(months => mod(hashint4extended(n, 1), 5000)::int * (n % 3 / 2), days => mod(hashint4extended(n, 2), 70)::int,
    secs => mod(hashint4extended(n, 3), 1000000000000) / 1e6) AS i FROM generate_series(1, 1000) n
  UNION SELECT make_interval(months => n, days => -n % 45, hours => n * n % 70 - 35) FROM generate_series(-200, 200) n
  UNION SELECT unnest(ARRAY['0', '1 microsecond', '-1 microsecond', '1 month', '-1 month', '1 day -24:00', '-1 day 24:00',
    '100 years', '-1999 years -11 months', '178956970 years', '2147483647 days', '2562047788 hours',
    '-2147483648 days', '-9223372036854775808 microseconds']::interval[]);
SELECT count(*) > 1300 AS enough FROM spans;

CREATE FUNCTION show(v interval) RETURNS text STRICT LANGUAGE plrust AS $$
  Ok(Some(format!("{v} | {} | {} {}", v.to_iso_string(), v.months(), v.days())))
$$;
SELECT count(*) FILTER (WHERE show(i) IS DISTINCT FROM i::text || ' | ' || i || ' | '
  || (extract(year FROM i) * 12 + extract(month FROM i)) || ' ' || extract(day FROM i)) AS wrong FROM spans;
CREATE FUNCTION compare(v interval, w interval) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(v.cmp(&w) as i32)) $$;
SELECT count(*) FILTER (WHERE compare(v.i, w.i) <> sign(CASE WHEN v.i < w.i THEN -1 WHEN v.i > w.i THEN 1 ELSE 0 END)) AS wrong
FROM spans v, (SELECT i FROM spans ORDER BY i::text LIMIT 20) w;

CREATE FUNCTION part(v interval, part text) RETURNS numeric STRICT LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let all = [Century, Day, Decade, DayOfWeek, DayOfYear, Epoch, Hour, ISODayOfWeek, ISOYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week, Year];
  Ok(v.extract_part(*all.iter().find(|known| known.to_string() == part).ok_or("no such part")?))
$$;
CREATE FUNCTION trunc(v interval, part text) RETURNS interval STRICT LANGUAGE plrust AS $$
  use DateTimeParts::*;
  let all = [Century, Day, Decade, DayOfWeek, DayOfYear, Epoch, Hour, ISODayOfWeek, ISOYear, Julian, Microseconds, Millennium,
    Milliseconds, Minute, Month, Quarter, Second, Timezone, TimezoneHour, TimezoneMinute, Week, Year];
  Ok(Some(v.truncate(*all.iter().find(|known| known.to_string() == part).ok_or("no such part")?)))
$$;
SELECT count(*) FILTER (WHERE concat_ws(' ', part(i, 'century'), part(i, 'day'), part(i, 'decade'), part(i, 'epoch'),
  part(i, 'hour'), part(i, 'microseconds'), part(i, 'millennium'), part(i, 'milliseconds'), part(i, 'minute'), part(i, 'month'),
  part(i, 'quarter'), part(i, 'second'), part(i, 'year')) IS DISTINCT FROM concat_ws(' ', extract(century FROM i),
  extract(day FROM i), extract(decade FROM i), extract(epoch FROM i), extract(hour FROM i), extract(microseconds FROM i),
  extract(millennium FROM i), extract(milliseconds FROM i), extract(minute FROM i), extract(month FROM i),
  extract(quarter FROM i), extract(second FROM i), extract(year FROM i))) AS wrong FROM spans;
SELECT part, count(*) FILTER (WHERE trunc(i, part)::text IS DISTINCT FROM date_trunc(part, i)::text) AS wrong
FROM spans, unnest(ARRAY['century', 'day', 'decade', 'hour', 'microseconds', 'millennium', 'milliseconds', 'minute', 'month',
  'quarter', 'second', 'year']) part GROUP BY part ORDER BY part;
SELECT count(*) AS all, count(*) FILTER (WHERE ours IS DISTINCT FROM theirs) AS wrong,
  count(*) FILTER (WHERE theirs LIKE '0A000%') AS errors
FROM parts, outcome(format('part(interval ''14 months 3 days'', %L)', part)) ours,
  outcome(format('extract(%s FROM interval ''14 months 3 days'')', part)) theirs;
SELECT count(*) FILTER (WHERE ours IS DISTINCT FROM theirs) AS wrong, count(*) FILTER (WHERE theirs LIKE '0A000%') AS errors
FROM parts, outcome(format('trunc(interval ''14 months 3 days'', %L)', part)) ours,
  outcome(format('date_trunc(%L, interval ''14 months 3 days'')', part)) theirs;
SELECT trunc(interval '1 month', 'week');

CREATE FUNCTION plus(v interval, w interval) RETURNS interval STRICT LANGUAGE plrust AS $$ Ok(Some(v + w)) $$;
CREATE FUNCTION minus(v interval, w interval) RETURNS interval STRICT LANGUAGE plrust AS $$ let mut v = v; v -= w; Ok(Some(v)) $$;
CREATE FUNCTION times(v interval, f float8) RETURNS interval STRICT LANGUAGE plrust AS $$ Ok(Some(f * v)) $$;
CREATE FUNCTION over(v interval, f float8) RETURNS interval STRICT LANGUAGE plrust AS $$ let mut v = v; v /= f; Ok(Some(v)) $$;
CREATE FUNCTION justified(v interval, how text) RETURNS interval STRICT LANGUAGE plrust AS $$
  Ok(Some(match how {
    "hours" => v.justify_hours(),
    "days" => v.justify_days(),
    "negative" => -v,
    _ => v.justify(),
  }))
$$;
CREATE TABLE factors AS SELECT unnest(ARRAY[0.5, -0.1, 1.0 / 3, 7, -2.75, 1e-5, 123.456]::float8[]) AS f;
-- Results, and errors where they do not fit.
CREATE TABLE few AS SELECT i FROM (SELECT i, row_number() OVER (ORDER BY i) AS n, count(*) OVER () AS all FROM spans) s
  WHERE n % 40 = 0 OR n < 8 OR n > s.all - 8;
SELECT count(*) > 600 AS enough, count(*) FILTER (WHERE ours IS DISTINCT FROM theirs) AS wrong,
  count(*) FILTER (WHERE theirs LIKE '22008%') > 0 AS errors
FROM few, factors, (VALUES ('times(%L, %s)', '%L::interval * %s::float8'), ('over(%L, %s)', '%L::interval / %s::float8')) operators(rust, sql),
  outcome(format(rust, i, f)) ours, outcome(format(sql, i, f)) theirs;
SELECT count(*) FILTER (WHERE ours IS DISTINCT FROM theirs) AS wrong, count(*) FILTER (WHERE theirs LIKE '22008%') > 0 AS errors
FROM few v, few w, (VALUES ('plus(%L, %L)', '%L::interval + %L::interval'), ('minus(%L, %L)', '%L::interval - %L::interval')) operators(rust, sql),
  outcome(format(rust, v.i, w.i)) ours, outcome(format(sql, v.i, w.i)) theirs;
SELECT count(*) FILTER (WHERE ours IS DISTINCT FROM theirs) AS wrong
FROM few, (VALUES ('hours', 'justify_hours(%L)'), ('days', 'justify_days(%L)'), ('all', 'justify_interval(%L)'),
    ('negative', '(- %L::interval)')) operators(how, sql),
  outcome(format('justified(%L, %L)', i, how)) ours, outcome(format(sql, i)) theirs;
SELECT count(*) FILTER (WHERE justified(i, 'all')::text IS DISTINCT FROM justify_interval(i)::text
  OR justified(i, 'hours')::text IS DISTINCT FROM justify_hours(i)::text
  OR justified(i, 'days')::text IS DISTINCT FROM justify_days(i)::text
  OR times(i, 1.0 / 7)::text IS DISTINCT FROM (i * (1.0 / 7)::float8)::text) AS wrong FROM spans;
SELECT over('1 day', 0);
SELECT times('1 day', 'NaN');

CREATE FUNCTION parse(t text) RETURNS text STRICT LANGUAGE plrust AS $$
  Ok(Some(t.parse::<Interval>().map_or_else(|error| format!("{error:?}"), |interval| interval.to_string())))
$$;
SELECT t, parse(t) FROM unnest(ARRAY['1 year 2 mons', '1-2', '@ 3 days ago', 'P1Y2M3DT4H5M6.7S', 'P0001-02-03T04:05:06', '-1 day +1:00', '1 fortnight',
  '178956971 years', '1e400 days', 'infinity', '', '1 day 1 day']) t;
SET intervalstyle = 'sql_standard';
SELECT parse('-1 1:00'), parse('-1-2 3');
RESET intervalstyle;

CREATE FUNCTION made() RETURNS text LANGUAGE plrust AS $$
  use std::time::Duration;
  let all = Interval::from(Some(1), Some(2), Some(3), Some(4), Some(5), Some(6), Some(7.5))?;
  let duration = Duration::try_from(Interval::from_hours(36))?;
  let back = Interval::try_from(Duration::from_secs(86_400 * 31 + 1))?;
  let mixed = Interval::new(1, -1, 0);
  Ok(Some(format!("{all}; {} {} {}; {duration:?}; {back}; {mixed:?}", Interval::from_years(-1), Interval::from_weeks(2),
                  Interval::from_seconds(-0.5))))
$$;
SELECT made();
CREATE FUNCTION years(n int) RETURNS interval STRICT LANGUAGE plrust AS $$ Ok(Some(Interval::from_years(n))) $$;
SELECT years(178956970);
SELECT years(178956971);
