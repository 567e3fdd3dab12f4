-- Enums as enums of Rust: labels, order, queries, fields, changes.
CREATE EXTENSION plrust;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy');
CREATE FUNCTION cheer_up(m mood) RETURNS mood STRICT LANGUAGE plrust AS $$
    Ok(Some(match m { Mood::Sad => Mood::Ok, Mood::Ok | Mood::VeryHappy => Mood::VeryHappy }))
$$;
SELECT m, cheer_up(m) FROM unnest(enum_range(NULL::mood)) m;
CREATE FUNCTION order_of(m mood) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(format!("{m} {m:?} {} of {} {}", m as i32, Mood::ALL.len(), m.label())))
$$;
SELECT order_of('very happy');
SELECT a, b FROM unnest(enum_range(NULL::mood)) a, unnest(enum_range(NULL::mood)) b WHERE a < b;
CREATE FUNCTION less(a mood, b mood) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(a < b)) $$;
SELECT count(*) FILTER (WHERE less(a, b) <> (a < b)) AS different
FROM unnest(enum_range(NULL::mood)) a, unnest(enum_range(NULL::mood)) b;
CREATE FUNCTION parse(label text) RETURNS mood STRICT LANGUAGE plrust AS $$ Ok(Some(label.parse()?)) $$;
SELECT parse('ok');
SELECT parse('OK');

-- Arrays, NULL, fields, queries.
CREATE FUNCTION happiest(moods mood[]) RETURNS mood LANGUAGE plrust AS $$
    Ok(moods.and_then(|moods| moods.iter().flatten().max()))
$$;
SELECT happiest('{sad,"very happy",NULL,ok}'), happiest('{}') IS NULL AS none, happiest(NULL) IS NULL AS is_null;
CREATE FUNCTION all_moods(m mood) RETURNS mood[] STRICT LANGUAGE plrust AS $$
    Ok(Some(Mood::ALL.iter().copied().map(|mood| (mood != m).then_some(mood)).collect()))
$$;
SELECT all_moods('ok');
CREATE TABLE day (date date, mood mood);
CREATE FUNCTION next_day(d day, m mood) RETURNS day STRICT LANGUAGE plrust AS $$
    let mut d = d;
    let before: Option<Mood> = d.get_by_name("mood")?;
    let as_text: Option<String> = d.get_by_name("mood")?;
    notice!("{before:?} {as_text:?}");
    d.set_by_name("mood", m)?;
    Ok(Some(d))
$$;
SELECT next_day(ROW('2020-01-01', 'sad'), 'ok');
CREATE FUNCTION through_a_query(m mood) RETURNS text STRICT LANGUAGE plrust AS $$
    let args = vec![(PgBuiltInOids::TEXTOID.oid(), m.into_datum())];
    let (next, text) = Spi::get_two_with_args::<Mood, String>("SELECT cheer_up($1::mood), $1 || '!'", args)?;
    Ok(Some(format!("{next:?} {text:?}")))
$$;
SELECT through_a_query('ok');

-- A label that comes later is known at the next call.
ALTER TYPE mood ADD VALUE 'furious' BEFORE 'sad';
SELECT order_of('furious'), order_of('sad');
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
SELECT order_of('fine');
SELECT cheer_up('sad');

-- Labels and types that are no identifiers.
CREATE TYPE "Odd Type" AS ENUM ('', '1st', 'a-b', 'a b', 'größe', 'Self', '"quoted"');
CREATE FUNCTION odd(o "Odd Type") RETURNS "Odd Type" STRICT LANGUAGE plrust AS $$ Ok(Some(o)) $$;
SELECT o, odd(o) = o AS equal FROM unnest(enum_range(NULL::"Odd Type")) o;
