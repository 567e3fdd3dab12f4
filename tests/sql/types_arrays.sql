-- Arrays: of every kind of element, with NULLs, empty, of several dimensions, from any lower bound, out of line.
CREATE EXTENSION plrust;
CREATE PROCEDURE identity(types text[], body text) LANGUAGE plpgsql AS $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY types LOOP
    EXECUTE format('CREATE FUNCTION id(v %s[]) RETURNS %s[] STRICT LANGUAGE plrust AS %L', t, t, body);
  END LOOP;
END $$;
CALL identity('{bool,"\"char\"",int2,int4,int8,float4,float8,oid,date,time,timestamp,timestamptz,money,numeric,uuid,jsonb,interval,inet,point}',
              ' Ok(Some(v.iter().collect())) ');
CALL identity('{text,varchar,bpchar,name,tsvector}', ' Ok(Some(v.iter().map(|e| e.map(String::from)).collect())) ');
CALL identity('{bytea}', ' Ok(Some(v.iter().map(|e| e.map(Vec::from)).collect())) ');
SELECT id('{t,f,NULL}'::bool[]), id('{a,NULL,~}'::"char"[]), id('{-32768,NULL,32767}'::int2[]),
       id('{-2147483648,NULL,2147483647}'::int4[]), id('{-9223372036854775808,NULL}'::int8[]);
SELECT id('{-Infinity,NaN,NULL,1.5}'::float4[]), id('{-Infinity,NaN,NULL,1.5}'::float8[]), id('{0,4294967295,NULL}'::oid[]),
       id('{-infinity,2000-01-01,NULL}'::date[]), id('{24:00:00,NULL}'::time[]), id('{infinity,NULL,2000-01-01}'::timestamp[]);
SELECT id('{1.10,NaN,NULL}'::numeric[]), id('{NULL,00000000-0000-0000-0000-000000000001}'::uuid[]),
       id(ARRAY['{"a": 1}', NULL]::jsonb[]), id('{1 mon,NULL}'::interval[]), id('{10.0.0.1/8,NULL}'::inet[]),
       id(ARRAY['(1,2)', NULL]::point[]);
SELECT id('{"",a,"NULL",NULL,"ü \" \\ ,"}'::text[]), id('{ab,NULL}'::varchar[]), id('{"a  ",NULL}'::bpchar[]), id('{n,NULL}'::name[]),
       id(ARRAY['a:1 b', NULL]::tsvector[]), id(ARRAY['\x', NULL, '\x00ff']::bytea[]);
SELECT id('{}'::int4[]), id('{}'::text[]), id('{NULL}'::text[]), id('{NULL,NULL}'::int8[]), id(NULL::int4[]) IS NULL AS is_null;

-- Dimensions and lower bounds can be seen; a list comes out as one dimension from 1.
CREATE FUNCTION shape(v int4[]) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(format!("{:?} {:?} {}", v.dims(), v.lower_bounds(), v.len()))) $$;
SELECT v, shape(v), id(v) FROM (VALUES ('{}'::int4[]), ('{1}'), ('[0:1]={1,2}'), ('[-5:-4][7:7]={{1},{NULL}}'),
  ('{{{1,2}},{{3,4}}}'), ('{{{{{{1}}}}}}')) x(v);

-- Many elements, packed and not.
SELECT id(array_agg(n)) = array_agg(n) AS same, id(array_agg(nullif(n % 7, 0))) = array_agg(nullif(n % 7, 0)) AS same_with_nulls
FROM generate_series(1, 200000) n;
SELECT id(array_agg(n::text)) = array_agg(n::text) AS same FROM generate_series(1, 20000) n;
SELECT id(array_agg(n::numeric / 7)) = array_agg(n::numeric / 7) AS same FROM generate_series(1, 5000) n;
SELECT count(*) FROM generate_series(0, 300) n, LATERAL (SELECT array_agg(nullif(m % 3, 0)) AS v FROM generate_series(1, n) m) x
WHERE id(v) IS DISTINCT FROM v;

-- Compressed, out of line, and both.
CREATE TABLE long_arrays (v int4[], t text[]);
INSERT INTO long_arrays SELECT array_agg(7), array_agg(md5(n::text)) FROM generate_series(1, 30000) n;
SELECT pg_column_size(v) < 5000 AS is_compressed, id(v) = v AS same, id(t) = t AS same FROM long_arrays;

-- Sums as PostgreSQL makes them.
CREATE FUNCTION total(v float8[]) RETURNS float8 STRICT LANGUAGE plrust AS $$ Ok(Some(v.as_slice()?.iter().sum())) $$;
SELECT total(array_agg(n::float8)) = sum(n::float8) AS same FROM generate_series(1, 100000) n;
SELECT total('{1,NULL}');

-- VARIADIC is an array for the function.
CREATE FUNCTION longest(VARIADIC words text[]) RETURNS text LANGUAGE plrust
AS $$ Ok(words.and_then(|words| words.iter().flatten().max_by_key(|word| word.len()).map(String::from))) $$;
SELECT longest('a', 'abc', NULL, 'ab'), longest(VARIADIC '{x,yy}'), longest(VARIADIC NULL), longest(VARIADIC '{}');
CREATE FUNCTION count_all(int, VARIADIC int[]) RETURNS int LANGUAGE plrust AS $$ Ok(Some(arg1.unwrap_or(0) + arg2.map_or(0, |all| all.len() as i32))) $$;
SELECT count_all(10, 1, 2, NULL), count_all(1, VARIADIC '{}');

-- Values that an array of the type cannot hold.
CREATE DOMAIN positive AS int CHECK (value > 0);
CREATE FUNCTION positives(v int[]) RETURNS positive[] STRICT LANGUAGE plrust AS $$ Ok(Some(v.iter().collect())) $$;
SELECT positives('{1,2,NULL}');
SELECT positives('{1,-2}');
CREATE FUNCTION sum_all(v positive[]) RETURNS bigint STRICT LANGUAGE plrust AS $$ Ok(Some(v.iter().flatten().map(i64::from).sum())) $$;
SELECT sum_all('{1,2,NULL,3}');
