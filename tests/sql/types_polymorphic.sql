-- Polymorphic arguments and results are in each call what it makes of them.
CREATE EXTENSION plrust;
CREATE FUNCTION same(v anyelement) RETURNS anyelement STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT same(1), same('a'::text), same(1.50), same('2000-01-01'::date), same('{1,NULL}'::int[]), same(true), same(NULL::int) IS NULL AS is_null;
SELECT same('[1,2)'::int4range), same(ROW(1, 'x')), same('{"a": 1}'::jsonb), same('10.0.0.1'::inet);
CREATE TYPE mood AS ENUM ('sad', 'ok');
SELECT same('ok'::mood);
CREATE FUNCTION first_of(a anyelement, b anyelement) RETURNS anyelement LANGUAGE plrust AS $$ Ok(a.or(b)) $$;
SELECT first_of(1, 2), first_of(NULL, 'b'::text), first_of(NULL::int, NULL);
CREATE FUNCTION same_array(v anyarray) RETURNS anyarray STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT same_array('{1,NULL,3}'::int[]), same_array('[0:1][2:3]={{a,b},{c,NULL}}'::text[]), same_array('{}'::date[]),
       same_array('{1.5}'::numeric[]), same_array('{ok,NULL}'::mood[]);
CREATE FUNCTION type_of(v anyelement) RETURNS oid STRICT LANGUAGE plrust AS $$ Ok(Some(v.oid())) $$;
SELECT type_of(1)::regtype, type_of('x'::text)::regtype, type_of('ok'::mood)::regtype;
CREATE FUNCTION compatible(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE plrust AS $$ Ok(b.or(a)) $$;
SELECT compatible(1, 2.5), compatible(1.5, NULL::int);
CREATE FUNCTION variadic_any(VARIADIC v anyarray) RETURNS int LANGUAGE plrust AS $$ Ok(v.map(|v| v.elements().len() as i32)) $$;
SELECT variadic_any(1, 2, 3), variadic_any('a'::text), variadic_any(VARIADIC '{}'::date[]);
-- The same function for different types in one query.
SELECT same(n), same(n::text), same(n + 0.5) FROM generate_series(1, 3) n;
