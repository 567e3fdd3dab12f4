-- Types that cross in a form of their own, as arguments and results of queries.
CREATE EXTENSION plrust;
CREATE FUNCTION numeric_query(v numeric) RETURNS numeric STRICT LANGUAGE plrust AS $$
    let arguments = vec![(PgBuiltInOids::NUMERICOID.oid(), v.into_datum())];
    Ok(Spi::get_one_with_args::<AnyNumeric>("SELECT $1 / 3", arguments)?)
$$;
SELECT numeric_query(10) = 10::numeric / 3 AS same;
CREATE FUNCTION json_query(v jsonb) RETURNS jsonb STRICT LANGUAGE plrust AS $$
    let arguments = vec![(PgBuiltInOids::JSONBOID.oid(), v.into_datum())];
    Ok(Spi::get_one_with_args::<JsonB>("SELECT $1 || '{\"added\": 1}'", arguments)?)
$$;
SELECT json_query('{"a": [1.50]}');
CREATE FUNCTION raw_json() RETURNS text LANGUAGE plrust
AS $$ Ok(Spi::get_one::<JsonString>("SELECT '{\"b\" :1.0, \"a\": 2}'::json")?.map(|text| text.0)) $$;
SELECT raw_json();
CREATE FUNCTION uuid_query(v uuid) RETURNS text STRICT LANGUAGE plrust AS $$
    let found = Spi::get_one_with_args::<Uuid>("SELECT $1", vec![(PgBuiltInOids::UUIDOID.oid(), v.into_datum())])?;
    Ok(found.map(|found| format!("{} {}", found, found == v)))
$$;
SELECT uuid_query('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
CREATE FUNCTION network_query(v inet) RETURNS text STRICT LANGUAGE plrust AS $$
    let inet = (PgBuiltInOids::INETOID.oid(), v.into_datum());
    Ok(Spi::get_one_with_args::<Inet>("SELECT network($1)", vec![inet])?.map(|network| format!("{network:#}")))
$$;
SELECT network_query('10.1.2.3/8');
CREATE FUNCTION bits_query(v varbit) RETURNS text STRICT LANGUAGE plrust AS $$
    let bits = vec![(PgBuiltInOids::VARBITOID.oid(), v.into_datum())];
    Ok(Spi::get_one_with_args::<BitString>("SELECT $1 || B'01'", bits)?.map(|bits| bits.to_string()))
$$;
SELECT bits_query(B'1100');

-- Values that are stored compressed or elsewhere, in many rows at once, in one, and under a cursor.
CREATE TABLE large (id int, t text, plain text, a float8[], holes int[]);
ALTER TABLE large ALTER plain SET STORAGE EXTERNAL, ALTER a SET STORAGE EXTERNAL;
INSERT INTO large SELECT i, repeat('größe', 20000 + i), repeat('ab', 50000 + i), array_agg(i * k / 7.0), array_agg(nullif(k, i))
FROM generate_series(1, 5) i, generate_series(1, 20000) k GROUP BY i;
CREATE FUNCTION sums(t text, plain text, a float8[], holes int[]) RETURNS text STRICT IMMUTABLE LANGUAGE plrust AS $$
    let bytes = t.bytes().map(u64::from).sum::<u64>() + plain.bytes().map(u64::from).sum::<u64>();
    let nulls = holes.iter().filter(Option::is_none).count();
    Ok(Some(format!("{} {bytes} {} {} {nulls}", t.len(), a.as_slice()?.iter().sum::<f64>(), a.dims()[0])))
$$;
SELECT id, sums(t, plain, a, holes) FROM large ORDER BY id;
CREATE FUNCTION sums_in_query(direct bool) RETURNS SETOF text STRICT LANGUAGE plrust AS $$
    let query = "SELECT t, plain, a, holes FROM large ORDER BY id";
    let sums = |(t, plain, a, holes): (String, String, Vec<f64>, Vec<Option<i32>>)| {
        let bytes = t.bytes().map(u64::from).sum::<u64>() + plain.bytes().map(u64::from).sum::<u64>();
        let nulls = holes.iter().filter(|hole| hole.is_none()).count();
        format!("{} {bytes} {} {} {nulls}", t.len(), a.iter().sum::<f64>(), a.len())
    };
    let all = if direct {
        Spi::rows(query, vec![])?.into_iter().map(sums).collect::<Vec<_>>()
    } else {
        Spi::connect(|client| -> Result<_, spi::Error> {
            let mut cursor = client.open_cursor(query, None);
            let mut all = Vec::new();
            for row in cursor.fetch(2)?.rows() { all.push(sums(row?)); }
            for row in cursor.fetch_all()?.rows() { all.push(sums(row?)); }
            Ok(all)
        })?
    };
    Ok(Some(SetOfIterator::new(all.into_iter().map(Some))))
$$;
SELECT direct, bool_and(found.sums IS NOT DISTINCT FROM sums(t, plain, a, holes)), count(*)
FROM (VALUES (false), (true)) v(direct), ROWS FROM (sums_in_query(direct)) WITH ORDINALITY AS found(sums, id) JOIN large USING (id)
GROUP BY direct ORDER BY direct;
