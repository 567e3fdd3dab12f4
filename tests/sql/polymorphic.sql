-- Polymorphic functions: what a value is, values of many types through one function.
CREATE EXTENSION plrust;
CREATE FUNCTION type_of(v anyelement) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(v.oid().to_string())) $$;
SELECT type_of(1)::oid::regtype, type_of('x'::text)::oid::regtype, type_of(1.5)::oid::regtype,
       type_of('{1}'::int[])::oid::regtype, type_of(now())::oid::regtype, type_of(NULL::int) IS NULL AS is_null;
CREATE FUNCTION same(v anyelement) RETURNS anyelement LANGUAGE plrust AS $$ Ok(v) $$;
SELECT same(1), same('x'::text), same(1.50), same('{1,NULL}'::int[]), same('2020-01-01'::date), same(true),
       same(NULL::text) IS NULL AS is_null, same('\x00ff'::bytea), same('[1,2)'::int4range), same('{"a":1}'::jsonb);
CREATE TYPE pair AS (a int, b text);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
SELECT same((1, 'x')::pair), same('ok'::mood), same(3::positive), same(ARRAY['ok', 'sad']::mood[]);
CREATE FUNCTION describe(v anyelement) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(match PgOid::from(v.oid()) {
        PgOid::BuiltIn(PgBuiltInOids::INT4OID) => format!("the integer {}", v.get::<i32>()?),
        PgOid::BuiltIn(PgBuiltInOids::TEXTOID) => format!("the text {:?}", v.get::<String>()?),
        PgOid::BuiltIn(PgBuiltInOids::INT4ARRAYOID) => format!("the array {:?}", v.into::<Vec<Option<i32>>>()),
        PgOid::Custom(_) => "something new".to_string(),
        other => format!("{other:?}"),
    }))
$$;
SELECT describe(7), describe('x'::text), describe('{1,NULL}'::int[]), describe('ok'::mood), describe(1.5);
CREATE FUNCTION misread(v anyelement) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(v.into::<String>()) $$;
SELECT misread('x'::text);
SELECT misread(1);

CREATE FUNCTION first_of(a anyarray) RETURNS anyelement STRICT LANGUAGE plrust AS $$ Ok(a.elements().into_iter().next().flatten()) $$;
SELECT first_of('{1,2}'::int[]), first_of('{a,b}'::text[]), first_of('{NULL,1}'::int[]) IS NULL AS is_null,
       first_of(ARRAY['ok']::mood[]), first_of(ARRAY[(1, 'x')::pair]), first_of('{1.5}'::numeric[]);
CREATE FUNCTION same_array(a anyarray) RETURNS anyarray STRICT LANGUAGE plrust AS $$ Ok(Some(a)) $$;
SELECT same_array('{1,2}'::int[]), same_array('{{a,b},{c,NULL}}'::text[]), same_array('{}'::numeric[]), same_array('{ok}'::mood[]);
CREATE FUNCTION any_of(VARIADIC v "any") RETURNS text LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION pick(n int, VARIADIC v anyarray) RETURNS anyelement STRICT LANGUAGE plrust AS $$
    Ok(v.elements().into_iter().nth(n as usize).flatten())
$$;
SELECT pick(1, 'a'::text, 'b', 'c'), pick(0, 1.5, 2.5);
CREATE FUNCTION common(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE plrust AS $$ Ok(a.or(b)) $$;
SELECT common(1, 2.5), common(NULL, 2.5), pg_typeof(common(1, 2.5));
CREATE FUNCTION wrong(v anyelement) RETURNS anyelement STRICT LANGUAGE plrust AS $$ Ok(AnyElement::new("text")) $$;
SELECT wrong('x'::text);
SELECT wrong(1);
CREATE FUNCTION doubled(v anyelement) RETURNS anyarray STRICT LANGUAGE plrust AS $$ Ok(Some(AnyArray::of(vec![Some(v.clone()), None, Some(v)])?)) $$;
SELECT doubled(1), doubled('x'::text), doubled((1, 'x')::pair);
CREATE FUNCTION lower_of(r anyrange) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(r.oid().to_string())) $$;
SELECT lower_of('[1,2)'::int4range)::oid::regtype, lower_of('[1,2)'::numrange)::oid::regtype;
CREATE FUNCTION label(e anyenum) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(e.into::<String>()) $$;
SELECT label('ok'::mood);
