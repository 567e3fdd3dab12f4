-- Ranges and multiranges.
CREATE EXTENSION plrust;
CREATE PROCEDURE identity(types text[]) LANGUAGE plpgsql AS $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY types LOOP
    EXECUTE format('CREATE FUNCTION id(v %s) RETURNS %s STRICT LANGUAGE plrust AS %L', t, t, ' Ok(Some(v)) ');
  END LOOP;
END $$;
CREATE TYPE textrange AS RANGE (subtype = text);
CREATE TYPE float8range AS RANGE (subtype = float8);
CALL identity('{int4range,int8range,numrange,daterange,tsrange,tstzrange,textrange,float8range,int4multirange,nummultirange,tsmultirange,textmultirange}');
SELECT v, id(v) = v AS same FROM unnest('{empty,"(,)","[1,5)","[1,)","(,5)","[-2147483648,2147483647)"}'::int4range[]) v;
SELECT v, id(v) = v AS same FROM unnest('{empty,"(1.5,2.5]","[-Infinity,NaN]","(,1e10)"}'::numrange[]) v;
SELECT v, id(v) = v AS same FROM unnest('{"[-infinity,infinity]","[2000-01-01,2000-02-01)"}'::daterange[]) v;
SELECT v, id(v) = v AS same FROM unnest('{"(2000-01-01,infinity]","[2000-01-01 00:00:01,2000-01-02)"}'::tsrange[]) v;
SELECT v, id(v) = v AS same FROM unnest(ARRAY[textrange('a', 'ü ",)'), 'empty', '(,b]']) v;
SELECT v, id(v) = v AS same FROM unnest('{"[NaN,NaN]","(-Infinity,1.5]"}'::float8range[]) v;
SELECT id('{}'::int4multirange), id('{[1,3),[5,7)}'::int4multirange), id('{(,1),[2,3],(5,)}'::nummultirange),
       id('{(a,b],[c,d)}'::textmultirange);
SELECT count(*) FROM generate_series(-50, 50) n, generate_series(0, 3) m,
  LATERAL (SELECT int8range(n, n + m, (ARRAY['[)', '(]', '[]', '()'])[m + 1]) AS v) x WHERE id(v) <> v;
SELECT id(range_agg(int4range(n * 3, n * 3 + 2))) = range_agg(int4range(n * 3, n * 3 + 2)) AS same FROM generate_series(1, 1000) n;

-- PostgreSQL brings what it is given into its own form, and refuses what is no range.
CREATE FUNCTION make(a int, b int) RETURNS int4range LANGUAGE plrust AS $$
    let bound = |v: Option<i32>| v.map_or(RangeBound::Infinite, RangeBound::Inclusive);
    Ok(Some(Range::new(bound(a), bound(b))))
$$;
SELECT make(1, 5), make(5, 5), make(NULL, 3), make(3, NULL), make(NULL, NULL);
SELECT make(5, 1);
CREATE DOMAIN soon AS daterange CHECK (NOT isempty(value));
CREATE FUNCTION make_soon(v daterange) RETURNS soon STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT make_soon('[2000-01-01,2000-01-02]');
SELECT make_soon('empty');
-- In arrays.
CREATE FUNCTION id(v int4range[]) RETURNS int4range[] STRICT LANGUAGE plrust AS $$ Ok(Some(v.iter().collect())) $$;
SELECT id('{"[1,2)",empty,NULL,"(,)"}'::int4range[]);
