-- Ranges and multiranges: every bound, PostgreSQL as the oracle, queries.
CREATE EXTENSION plrust;
CREATE FUNCTION shown(r int4range) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(format!("{r} {}", r.is_empty()))) $$;
SELECT shown('[1,3]'), shown('(1,3)'), shown('(,3]'), shown('[1,)'), shown('(,)'), shown('empty'), shown('[3,3)');
CREATE FUNCTION same(r int8range) RETURNS int8range STRICT LANGUAGE plrust AS $$ Ok(Some(r)) $$;
CREATE FUNCTION contains(r numrange, n numeric) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(r.contains(&n))) $$;
SELECT count(*), count(*) FILTER (WHERE same(int8range(i, j, bounds)) <> int8range(i, j, bounds)) AS different,
       count(*) FILTER (WHERE contains(numrange(i, j, bounds), 2) <> (numrange(i, j, bounds) @> 2.0)) AS wrong
FROM unnest('{NULL,-9223372036854775808,1,2,3}'::int8[]) i, unnest('{NULL,2,3,9223372036854775807}'::int8[]) j,
     unnest('{[],[),(],()}'::text[]) bounds
WHERE (i IS NULL OR j IS NULL OR i <= j) AND (coalesce(j < 9223372036854775807, true) OR bounds IN ('[)', '()'));
CREATE FUNCTION made(low int, high int) RETURNS int4range LANGUAGE plrust AS $$
    Ok(Some(Range::new(low.map_or(RangeBound::Infinite, RangeBound::Exclusive), high)))
$$;
SELECT made(1, 5), made(NULL, 5), made(1, NULL), made(NULL, NULL), made(2147483646, 2147483646);
SELECT made(5, 1);
SELECT made(1, 2147483647);
CREATE FUNCTION of_rust(n int) RETURNS int4range STRICT LANGUAGE plrust AS $$
    Ok(Some(match n { 0 => (1..3).into(), 1 => (1..=3).into(), 2 => (1..).into(), 3 => (..3).into(), 4 => (..=3).into(),
                      5 => (..).into(), _ => Range::empty() }))
$$;
SELECT n, of_rust(n) FROM generate_series(0, 6) n;

CREATE FUNCTION span(d daterange, t tsrange, z tstzrange) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(format!("{d} {t} {z}"))) $$;
SET timezone = 'UTC';
SELECT span('[2020-02-28,infinity)', '(2020-01-01 10:00,)', '[2020-01-01 10:00+02,2020-01-01 12:00+02]');
CREATE TYPE floatrange AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE FUNCTION wider(r floatrange) RETURNS floatrange STRICT LANGUAGE plrust AS $$
    Ok(Some(match r.into_inner() {
        Some((RangeBound::Inclusive(low), high)) => Range::new(low - 0.5, high),
        Some((low, high)) => Range::new(low, high),
        None => Range::infinite(),
    }))
$$;
SELECT wider('[1,2)'), wider('(1,2]'), wider('empty');
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");
CREATE FUNCTION words(r textrange) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(r.lower().and_then(|bound| bound.get()).cloned())
$$;
SELECT words('[a b,"c,d")'), words('(,x)') IS NULL AS is_null;

CREATE FUNCTION free(m int4multirange) RETURNS int4multirange STRICT LANGUAGE plrust AS $$
    Ok(Some(m.into_iter().rev().chain([Range::from(100..200), Range::from(150..300), Range::empty()]).collect()))
$$;
SELECT free('{[1,3),[7,9)}'), free('{}');
CREATE FUNCTION count_ranges(m nummultirange) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(m.len() as i32)) $$;
SELECT count_ranges('{[1,2),(5,6],[9,)}'), count_ranges('{}');
CREATE FUNCTION lengths(r int4range[]) RETURNS int8range[] STRICT LANGUAGE plrust AS $$
    Ok(Some(r.iter().map(|r| r.map(|r| match (r.lower(), r.upper()) {
        (Some(RangeBound::Inclusive(low)), Some(RangeBound::Exclusive(high))) => Range::from(0..i64::from(high - low)),
        _ => Range::empty(),
    })).collect()))
$$;
SELECT lengths('{"[1,3]",NULL,empty,"[5,9)"}');

CREATE FUNCTION through_a_query(r int4range) RETURNS text STRICT LANGUAGE plrust AS $$
    let args = vec![(PgBuiltInOids::INT4RANGEOID.oid(), r.into_datum())];
    let (r, m) = Spi::get_two_with_args::<Range<i32>, Multirange<i32>>("SELECT $1 * '[0,10)', int4multirange($1)", args)?;
    Ok(Some(format!("{} {}", r.map_or("NULL".into(), |r| r.to_string()), m.map_or("NULL".into(), |m| m.to_string()))))
$$;
SELECT through_a_query('[5,20]'), through_a_query('[30,40)');
