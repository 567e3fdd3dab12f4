-- Functions that depend on crates: Debian's, by the list in allowed_dependencies.toml.
CREATE EXTENSION plrust;
SET plrust.compile_timeout = '10min';
SELECT name, version, features, default_features, build_script, proc_macro FROM plrust.allowed_dependencies()
WHERE name IN ('chrono', 'itoa', 'memchr', 'num-integer', 'num-traits', 'proc-macro2', 'quote');

-- A crate without dependencies, with PostgreSQL as the oracle.
CREATE FUNCTION digits(n bigint) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
itoa = "1"
[code]
Ok(Some(itoa::Buffer::new().format(n).to_string()))
$$;
SELECT count(*) FILTER (WHERE digits(n) IS DISTINCT FROM n::text) AS wrong, count(*) AS all
FROM (SELECT (random() * 2e18 - 1e18)::bigint AS n FROM generate_series(1, 1000)
      UNION ALL VALUES (0), (-1), (9223372036854775807), (-9223372036854775808)) AS numbers;

-- regex, with its three dependencies, one of which has a build script.
CREATE FUNCTION first_match(pattern text, t text) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
regex = "1"
[code]
use regex::Regex;
Ok(Regex::new(pattern)?.find(t).map(|found| found.as_str().to_string()))
$$;
SELECT first_match('b+', 'aabbbcc'), first_match('\pL+', '12 größer'), first_match('x', 'aabb') IS NULL AS none;
SELECT first_match('(', 'a');
SELECT count(*) FILTER (WHERE first_match(p, t) IS DISTINCT FROM substring(t FROM p)) AS wrong, count(*) AS all
FROM (SELECT md5(i::text) AS t FROM generate_series(1, 200) i) AS texts,
     unnest(ARRAY['[0-9]+', '[a-f]{3,}', 'a.b', '^[0-7]', '(?:ab|cd)e?', '[^0-9]$']) AS p;
SELECT function, crates, state FROM plrust.functions WHERE function = 'first_match(text,text)'::regprocedure;

-- A procedural macro, a renamed crate, and an error of a crate as the function's own.
CREATE FUNCTION birthday(person text) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
serde = "1"
js = { package = "serde_json", version = "1" }
[code]
use serde::{Deserialize, Serialize};
#[derive(Deserialize, Serialize)]
struct Person {
    name: String,
    age: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    children: Vec<Person>,
}
fn older(person: Person) -> Person {
    Person { age: person.age + 1, children: person.children.into_iter().map(older).collect(), ..person }
}
Ok(Some(js::to_string(&older(js::from_str(person)?))?))
$$;
SELECT birthday('{"name": "Ann", "age": 41, "children": [{"name": "Bö", "age": 7}]}');
SELECT birthday('{"name": "Ann"}');

-- Random numbers are the server's.
CREATE FUNCTION roll() RETURNS int LANGUAGE plrust AS $$
[dependencies]
rand = "0.8"
[code]
use rand::Rng;
Ok(Some(rand::thread_rng().gen_range(1..=6)))
$$;
SELECT min(roll()) >= 1 AND max(roll()) <= 6 AS fair, count(DISTINCT roll()) AS sides FROM generate_series(1, 1000);
CREATE FUNCTION seeded(seed bigint) RETURNS bigint STRICT LANGUAGE plrust AS $$
[dependencies]
rand = "0.8"
[code]
use rand::{rngs::StdRng, Rng, SeedableRng};
Ok(Some(StdRng::seed_from_u64(seed as u64).gen()))
$$;
SELECT seeded(42) = seeded(42) AS same, seeded(42) = seeded(43) AS other;
SELECT function, capabilities FROM plrust.functions WHERE function::text IN ('roll()', 'seeded(bigint)') ORDER BY 1;

-- Dates, with PostgreSQL as the oracle; the clock is the server's.
CREATE FUNCTION plus_days(d text, n int) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
chrono = "0.4"
[code]
use chrono::{Duration, NaiveDate};
Ok(Some((NaiveDate::parse_from_str(d, "%Y-%m-%d")? + Duration::days(n.into())).to_string()))
$$;
SELECT count(*) FILTER (WHERE plus_days(d::text, n) IS DISTINCT FROM (d + n)::text) AS wrong, count(*) AS all
FROM (SELECT date '1600-01-01' + i * 997 AS d, i * 31 - 500 AS n FROM generate_series(0, 199) i) AS dates;
SELECT plus_days('2024-02-30', 1);
CREATE FUNCTION now_there() RETURNS bigint LANGUAGE plrust AS $$
[dependencies]
chrono = "0.4"
[code]
Ok(Some(chrono::Utc::now().timestamp()))
$$;
SELECT abs(now_there() - extract(epoch FROM clock_timestamp())) < 60 AS now;
CREATE FUNCTION weekday(year int, day int) RETURNS int STRICT LANGUAGE plrust AS $$
[dependencies]
time = "0.3"
[code]
Ok(Some(time::Date::from_ordinal_date(year, day.try_into()?)?.weekday().number_from_monday().into()))
$$;
SELECT count(*) FILTER (WHERE weekday(y, d) <> extract(isodow FROM make_date(y, 1, 1) + d - 1)) AS wrong
FROM generate_series(1900, 2100, 7) y, generate_series(1, 365, 13) d;

-- Tables of Unicode.
CREATE FUNCTION backwards(t text) RETURNS text STRICT LANGUAGE plrust AS $$
[dependencies]
unicode-segmentation = "1"
[code]
use unicode_segmentation::UnicodeSegmentation;
Ok(Some(t.graphemes(true).rev().collect()))
$$;
SELECT backwards(E'noe\u0308l'), backwards(E'a\U0001F1E9\U0001F1EAb') = E'b\U0001F1E9\U0001F1EAa' AS flag;

-- A panic in a crate is an error like any other.
CREATE FUNCTION panics() RETURNS text LANGUAGE plrust AS $$
[dependencies]
chrono = "0.4"
[code]
Ok(Some(chrono::Duration::weeks(i64::MAX).to_string()))
$$;
SELECT panics();

-- What is refused, and why. The line is the author's.
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$
[dependencies]
libc = "0.2"
[code]
Ok(None)
$$;
\set VERBOSITY sqlstate
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$
[dependencies]
itoa = "1"
regex = "0.2.11"
[code]
Ok(None)
$$;
\set VERBOSITY default
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$
[dependencies]
serde = { version = "1", features = ["rc"] }
[code]
Ok(None)
$$;
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$
[dependencies]
zzz-not-vendored = "1"
[code]
Ok(None)
$$;
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$
[dependencies]
itoa = { git = "https://example.com/itoa" }
[code]
Ok(None)
$$;
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$
[dependencies]
itoa = "1"
rand = 0.8.5
[code]
Ok(None)
$$;
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$
[dependencies]
itoa = "1"
[code]
Ok(Some(itoa::no_such_thing()))
$$;
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$
[dependencies]
# Nothing.
[code]
Ok(Some(itoa::Buffer::new().format(1).len() as i32))
$$;
-- What a dependency does is not what its user may do: unsafe is denied to the function still.
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$
[dependencies]
itoa = "1"
[code]
Ok(Some(unsafe { 1 }))
$$;
