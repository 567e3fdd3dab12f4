-- Rows: composite types, rows of tables, records.
CREATE EXTENSION plrust;
CREATE TYPE pair AS (n int, t text);
CREATE FUNCTION id(v pair) RETURNS pair STRICT LANGUAGE plrust AS $$ Ok(Some(v.into_owned())) $$;
SELECT id(ROW(1, 'x')), id(ROW(NULL, NULL)), id(ROW(NULL, '"ü",()')), id(NULL) IS NULL AS is_null;
CREATE FUNCTION describe(v pair) RETURNS text STRICT LANGUAGE plrust AS $$
    let n: Option<i32> = v.get_by_name("n")?;
    let t: Option<&str> = v.get_by_name("t")?;
    Ok(Some(format!("{n:?} {t:?} {}", v.len())))
$$;
SELECT describe(ROW(1, 'x')), describe(ROW(NULL, ''));
CREATE FUNCTION make(n int, t text) RETURNS pair LANGUAGE plrust AS $$
    let mut row = PgHeapTuple::new_composite_type("pair")?;
    row.set_by_name("n", n)?;
    row.set_by_name("t", t.map(String::from))?;
    Ok(Some(row))
$$;
SELECT make(1, 'x'), make(NULL, NULL), (make(2, 'y')).t, make(1, 'x') = ROW(1, 'x')::pair AS same;
SELECT count(*) FROM generate_series(1, 300) n WHERE make(n, n::text) IS DISTINCT FROM ROW(n, n::text)::pair;
CREATE FUNCTION wrong(v pair) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(v.get_by_name("nosuch")?) $$;
SELECT wrong(ROW(1, 'x'));
CREATE FUNCTION wrong_type(v pair) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(v.get_by_name("t")?) $$;
SELECT wrong_type(ROW(1, 'x'));
-- As another type than the function's.
CREATE TYPE other AS (a int, b text);
CREATE FUNCTION other() RETURNS other LANGUAGE plrust AS $$ Ok(Some(PgHeapTuple::new_composite_type("pair")?)) $$;
SELECT other();

-- Rows of rows, arrays of rows, rows of arrays.
CREATE TYPE nested AS (p pair, a int[], ps pair[]);
CREATE FUNCTION id(v nested) RETURNS nested STRICT LANGUAGE plrust AS $$ Ok(Some(v.into_owned())) $$;
SELECT v, id(v) = v AS same FROM (VALUES
  (ROW(ROW(1, 'a'), '{1,NULL}', ARRAY[ROW(2, 'b'), NULL, ROW(NULL, NULL)]::pair[])::nested), (ROW(NULL, '{}', '{}')::nested),
  (ROW(NULL, '[0:1][3:3]={{1},{2}}', NULL)::nested)) x(v);
CREATE FUNCTION id(v pair[]) RETURNS pair[] STRICT LANGUAGE plrust AS $$ Ok(Some(v.iter().map(|row| row.map(|row| row.into_owned())).collect())) $$;
SELECT id(ARRAY[ROW(1, 'a'), NULL, ROW(NULL, 'c')]::pair[]);
SELECT id(array_agg(ROW(n, n::text)::pair)) = array_agg(ROW(n, n::text)::pair) AS same FROM generate_series(1, 1000) n;
CREATE FUNCTION total(v nested) RETURNS bigint STRICT LANGUAGE plrust AS $$
    let rows: Array<PgHeapTuple<AllocatedByPostgres>> = v.get_by_name("ps")?.unwrap();
    let mut sum = 0;
    for row in rows.iter().flatten() {
        sum += i64::from(row.get_by_name::<i32>("n")?.unwrap_or(0));
    }
    Ok(Some(sum))
$$;
SELECT total(ROW(NULL, NULL, ARRAY[ROW(1, 'a'), NULL, ROW(2, 'b'), ROW(NULL, 'c')]::pair[])::nested);

-- Every kind of column; values stored out of line.
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN even AS int CHECK (value % 2 = 0);
CREATE TABLE wide (id int PRIMARY KEY, m mood, e even, n numeric(6, 2), v varchar(3), j jsonb, ts timestamptz, r int4range,
                   b bytea, u uuid, long text, gone int, i inet, c "char", f float4);
ALTER TABLE wide DROP COLUMN gone;
INSERT INTO wide VALUES (1, 'ok', 2, 1.50, 'abc', '{"a": [1]}', '2000-01-01 00:00:00+00', '[1,3)', '\x00ff',
                         '00000000-0000-0000-0000-000000000001', repeat('Rust 🦀 ', 100000), '10.0.0.1/8', 'x', 1.5);
INSERT INTO wide (id) VALUES (2);
CREATE FUNCTION id(v wide) RETURNS wide STRICT LANGUAGE plrust AS $$ Ok(Some(v.into_owned())) $$;
SELECT w.id, id(w) = w AS same, id(w)::text = w::text AS spelled_the_same FROM wide w;
CREATE FUNCTION columns(v wide) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(v.attributes().map(|(n, a)| format!("{n} {}", a.name())).collect::<Vec<_>>().join(", ")))
$$;
SELECT columns(w) FROM wide w WHERE id = 1;
CREATE FUNCTION change(v wide, e int, n numeric, s text) RETURNS wide LANGUAGE plrust AS $$
    let mut row = v.unwrap().into_owned();
    row.set_by_name("e", e)?;
    row.set_by_name("n", n)?;
    row.set_by_name("v", s.map(String::from))?;
    Ok(Some(row))
$$;
-- What a column may hold is checked as in an assignment.
SELECT (changed).e, (changed).n, (changed).v, (changed).id FROM wide w, LATERAL (SELECT change(w, 4, 1.005, 'ab') AS changed) x WHERE id = 1;
SELECT change(w, 3, 1, 'a') FROM wide w WHERE id = 2;
SELECT change(w, 4, 100000, 'a') FROM wide w WHERE id = 2;
SELECT change(w, 4, 1, 'abcd') FROM wide w WHERE id = 2;

-- Records say themselves what they are.
CREATE FUNCTION fields(v record) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(v.attributes().map(|(_, a)| format!("{} {}", a.name(), a.type_oid().value())).collect::<Vec<_>>().join(", ")))
$$;
SELECT fields(ROW(1, 'x'::text)), fields(ROW()), fields(w) <> '' AS of_table FROM wide w WHERE id = 1;
CREATE FUNCTION same(v record) RETURNS record STRICT LANGUAGE plrust AS $$ Ok(Some(v.into_owned())) $$;
SELECT same(ROW(1, 'x', NULL::date)), same(ROW(ROW(1), '{1}'::int[])), same(ROW());

-- A domain over a row.
CREATE DOMAIN good_pair AS pair CHECK ((value).n > 0);
CREATE FUNCTION good(v pair) RETURNS good_pair STRICT LANGUAGE plrust AS $$ Ok(Some(v.into_owned())) $$;
SELECT good(ROW(1, 'x'));
SELECT good(ROW(0, 'x'));

-- Rows of the catalog, with columns of types that nobody else has; records in arrays.
CREATE FUNCTION columns(v pg_stats) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(v.len() as i32)) $$;
ANALYZE pg_am;
SELECT columns(s) > 10 AS many FROM pg_stats s WHERE tablename = 'pg_am' AND attname = 'amname';
CREATE FUNCTION id(v pg_class) RETURNS pg_class STRICT LANGUAGE plrust AS $$ Ok(Some(v.into_owned())) $$;
SELECT count(*) > 100 AS many, count(*) FILTER (WHERE id(c)::text IS DISTINCT FROM c::text) AS changed FROM pg_class c;
CREATE FUNCTION widths(v record[]) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(v.iter().map(|row| row.map_or("NULL".into(), |row| row.len().to_string())).collect::<Vec<String>>().join(",")))
$$;
SELECT widths(ARRAY[ROW(1, 2), ROW(3, NULL), NULL]);
-- A name with its schema, with capitals, of something else, of nothing.
CREATE SCHEMA far;
CREATE TYPE far."Pair x" AS (n int);
CREATE TYPE far.pair AS (only_here int);
CREATE FUNCTION describe_type(name text) RETURNS text STRICT LANGUAGE plrust AS $$
    let row = PgHeapTuple::new_composite_type(name)?;
    Ok(Some(row.attributes().map(|(_, a)| a.name().to_string()).collect::<Vec<_>>().join(",")))
$$;
SELECT describe_type('pair'), describe_type('public.pair'), describe_type('far.pair'), describe_type('far."Pair x"'), describe_type('PAIR');
SELECT describe_type('int4');
SELECT describe_type('far.nosuch');
SELECT describe_type('nosuch.pair');
SELECT describe_type('far.');
