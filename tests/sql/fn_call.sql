-- fn_call: names, defaults, polymorphic and set-returning functions, errors that are values.
CREATE EXTENSION plrust;
CREATE SCHEMA "Odd schema";
CREATE FUNCTION add3(a int, b int DEFAULT 10, c int DEFAULT 100) RETURNS int LANGUAGE sql AS 'SELECT a + b + c';
CREATE FUNCTION "Odd schema"."Odd name"(text) RETURNS text LANGUAGE sql AS 'SELECT ''odd '' || $1';
CREATE SEQUENCE counter;
CREATE FUNCTION moving(a int, OUT result text, b bigint DEFAULT nextval('counter'), c int DEFAULT 0) LANGUAGE sql AS 'SELECT concat_ws('','', a, b, c)';
CREATE FUNCTION same(anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION series(n int) RETURNS SETOF int LANGUAGE sql AS 'SELECT generate_series(1, n)';
CREATE FUNCTION joined(VARIADIC parts text[]) RETURNS text LANGUAGE sql AS 'SELECT array_to_string(parts, ''+'')';
CREATE FUNCTION over(int) RETURNS text LANGUAGE sql AS 'SELECT ''int''';
CREATE FUNCTION over(text) RETURNS text LANGUAGE sql AS 'SELECT ''text''';
CREATE FUNCTION nothing() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION strict_one(int) RETURNS int STRICT LANGUAGE sql AS 'SELECT $1';
CREATE PROCEDURE proc() LANGUAGE sql AS '';
CREATE FUNCTION calls() RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN; END $$;

CREATE FUNCTION works() RETURNS text LANGUAGE plrust AS $$
    let mut seen = Vec::new();
    seen.push(format!("{:?}", fn_call::<i32>("add3", &[&Arg::Value(1)])));
    seen.push(format!("{:?}", fn_call::<i32>("public.add3", &[&Arg::Value(1), &Arg::Value(2), &Arg::Value(3)])));
    seen.push(format!("{:?}", fn_call::<i32>("ADD3", &[&Arg::Value(1), &Arg::<i32>::Default, &Arg::Value(3)])));
    seen.push(format!("{:?}", fn_call::<i32>("add3", &[&Arg::Value(1), &Arg::<i32>::Default, &Arg::<i32>::Default])));
    seen.push(format!("{:?}", fn_call::<i32>("add3", &[&Arg::Value(1), &Arg::<i32>::Null])));
    seen.push(format!("{:?}", fn_call::<String>("\"Odd schema\".\"Odd name\"", &[&Arg::Value("name".to_string())])));
    seen.push(format!("{:?}", fn_call::<String>("moving", &[&Arg::Value(1)])));
    seen.push(format!("{:?}", fn_call::<String>("moving", &[&Arg::Value(1), &Arg::<i64>::Default, &Arg::Value(9)])));
    seen.push(format!("{:?} {:?}", fn_call::<i32>("same", &[&Arg::Value(7)]), fn_call::<String>("same", &[&Arg::Value("s".to_string())])));
    seen.push(format!("{:?} {:?}", fn_call::<i32>("series", &[&Arg::Value(5)]), fn_call::<i32>("series", &[&Arg::Value(0)])));
    seen.push(format!("{:?}", fn_call::<String>("joined", &[&Arg::Value("a".to_string()), &Arg::Value("b".to_string())])));
    seen.push(format!("{:?} {:?}", fn_call::<String>("over", &[&Arg::Value(1)]), fn_call::<String>("over", &[&Arg::Value("x".to_string())])));
    seen.push(format!("{:?}", fn_call::<i32>("strict_one", &[&Arg::<i32>::Null])));
    seen.push(format!("{:?}", fn_call::<i32>("pg_catalog.abs", &[&Arg::Value(-5)])));
    Ok(Some(seen.join("\n")))
$$;
SELECT works();
CREATE FUNCTION fails() RETURNS text LANGUAGE plrust AS $$
    let mut seen = Vec::new();
    let mut see = |outcome: Result<Option<i32>, FnCallError>| seen.push(format!("{:?}", outcome.unwrap_err()));
    see(fn_call("no such name", &[]));
    see(fn_call("add3; DROP TABLE t", &[]));
    see(fn_call("nowhere.add3", &[&Arg::Value(1)]));
    see(fn_call("missing", &[&Arg::Value(1)]));
    see(fn_call("add3", &[]));
    see(fn_call("add3", &[&Arg::Value(1), &Arg::Value(1), &Arg::Value(1), &Arg::Value(1)]));
    see(fn_call("add3", &[&Arg::Value("text".to_string())]));
    see(fn_call("add3", &[&Arg::<i32>::Default, &Arg::Value(1)]));
    see(fn_call("strict_one", &[&Arg::<i32>::Default]));
    see(fn_call("proc", &[]));
    see(fn_call("sum", &[&Arg::Value(1)]));
    see(fn_call("row_number", &[]));
    see(fn_call("over", &[&Arg::Value(1)]));
    Ok(Some(seen.join("\n")))
$$;
SELECT fails();
-- Nothing of a failed search is left, and an error inside the function is an error.
CREATE FUNCTION inside() RETURNS int LANGUAGE plrust AS $$ Ok(fn_call::<i32>("pg_catalog.int4div", &[&Arg::Value(1), &Arg::Value(0)])?) $$;
SELECT inside();
CREATE FUNCTION by_question_mark() RETURNS int LANGUAGE plrust AS $$ Ok(fn_call::<i32>("missing", &[])?) $$;
\set VERBOSITY sqlstate
SELECT by_question_mark();
\set VERBOSITY default
CREATE FUNCTION collated() RETURNS text LANGUAGE plrust AS $$
    let c = Spi::get_one::<Oid>("SELECT oid FROM pg_collation WHERE collname = 'C'")?.unwrap();
    let a = Arg::Value("b".to_string());
    let b = Arg::Value("B".to_string());
    Ok(Some(format!("{:?}", pgrx::fn_call_with_collation::<bool>("text_lt", c, &[&b, &a]))))
$$;
SELECT collated();
-- A function that calls itself through fn_call.
CREATE FUNCTION factorial(n bigint) RETURNS bigint STRICT LANGUAGE plrust AS $$
    if n <= 1 { return Ok(Some(1)); }
    Ok(Some(n * fn_call::<i64>("factorial", &[&Arg::Value(n - 1)])?.unwrap()))
$$;
SELECT factorial(10);
