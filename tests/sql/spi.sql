-- Queries: arguments, results, rights, errors.
CREATE EXTENSION plrust;
CREATE FUNCTION one_int(query text) RETURNS bigint STRICT LANGUAGE plrust AS $$ Ok(Spi::get_one::<i64>(query)?) $$;
CREATE FUNCTION one_text(query text) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Spi::get_one::<String>(query)?) $$;
CREATE FUNCTION run(query text) RETURNS void STRICT LANGUAGE plrust AS $$ Spi::run(query)?; Ok(Some(())) $$;
SELECT one_int('SELECT count(*) FROM generate_series(1, 1000)');
SELECT one_int('SELECT 7::int4'), one_int('SELECT NULL::int8') IS NULL AS is_null;
SELECT one_int('SELECT 1 WHERE false');
SELECT one_int('SELECT ''x''');
SELECT one_int('SELEC 1');
SELECT one_int('SELECT 1/0');
SELECT one_text('SELECT ''Größe'''), one_text('SELECT ''v''::varchar'), one_text('SELECT ''''');
SELECT length(one_text('SELECT repeat(''x'', 3000000)'));
SELECT one_text('SELECT 1.5');
SELECT run('CREATE TABLE made (a int)');
SELECT run('INSERT INTO made SELECT generate_series(1, 5)');
SELECT one_int('SELECT sum(a) FROM made');
SELECT one_int('DELETE FROM made WHERE a > 3 RETURNING a');
SELECT run('COMMIT');
SELECT run('SAVEPOINT s');
SELECT one_int('DELETE FROM made');

CREATE FUNCTION args(a int, b text, c bytea, d bool, e float8) RETURNS text LANGUAGE plrust AS $$
    let args = vec![
        (PgBuiltInOids::INT4OID.oid(), a.into_datum()),
        (PgBuiltInOids::TEXTOID.oid(), b.into_datum()),
        (PgBuiltInOids::BYTEAOID.oid(), c.into_datum()),
        (PgBuiltInOids::BOOLOID.oid(), d.into_datum()),
        (PgBuiltInOids::FLOAT8OID.oid(), e.into_datum()),
    ];
    Ok(Spi::get_one_with_args::<String>("SELECT concat_ws('|', $1, $2, $3, $4, $5)", args)?)
$$;
SELECT args(-1, 'zwei 🐘', '\x00ff', true, 1.5);
SELECT args(NULL, NULL, NULL, NULL, NULL) = '' AS all_null;

-- STABLE functions read only.
CREATE FUNCTION stable_write() RETURNS void STABLE LANGUAGE plrust
AS $$ Spi::run("INSERT INTO made VALUES (99)")?; Ok(Some(())) $$;
SELECT stable_write();

-- Recursion through SQL, with results of the outer call intact.
CREATE FUNCTION depth(n int) RETURNS bigint STRICT LANGUAGE plrust AS $$
    if n == 0 { return Ok(Some(0)); }
    let before = Spi::get_one::<i64>("SELECT 1000::int8")?.unwrap();
    let inner = Spi::get_one_with_args::<i64>("SELECT depth($1)", vec![(PgBuiltInOids::INT4OID.oid(), (n - 1).into_datum())])?;
    Ok(Some(before / 1000 + inner.unwrap()))
$$;
SELECT depth(10), depth(50);
\set SHOW_CONTEXT never
SELECT depth(100000);
\set SHOW_CONTEXT errors
SELECT depth(3);

-- The caller's rights, and nobody else's.
CREATE ROLE regress_plrust_spi;
CREATE TABLE secret (v int);
SET SESSION AUTHORIZATION regress_plrust_spi;
SELECT one_int('SELECT count(*) FROM secret');
SELECT run('SET ROLE postgres');
SELECT run('SET plrust.memory_limit = ''1GB''');
RESET SESSION AUTHORIZATION;
SELECT one_int('SELECT count(*) FROM secret');
DROP ROLE regress_plrust_spi;

-- An inner error that plpgsql catches leaves the outer call as it was.
CREATE FUNCTION fails() RETURNS int LANGUAGE plrust AS $$ panic!("inner") $$;
CREATE FUNCTION catches() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM fails();
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN RETURN 'caught ' || SQLERRM;
END $$;
CREATE FUNCTION outer_call() RETURNS text LANGUAGE plrust AS $$
    let kept: Vec<i32> = (0..1000).collect();
    let text = Spi::get_one::<String>("SELECT catches()")?.unwrap();
    let again = Spi::get_one::<String>("SELECT catches()")?.unwrap();
    Ok(Some(format!("{text}, {again}, {}", kept.iter().sum::<i32>())))
$$;
SELECT outer_call();
-- The same function inside itself: the outer call's instance is left alone.
CREATE FUNCTION self_catch(n int) RETURNS text STRICT LANGUAGE plrust AS $$
    use std::sync::atomic::{AtomicI32, Ordering};
    static CALLS: AtomicI32 = AtomicI32::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    if n == 0 { panic!("inner call") }
    let text = Spi::get_one::<String>("SELECT catch_self()")?.unwrap();
    Ok(Some(format!("{text}, call {call}, then {}", CALLS.load(Ordering::Relaxed))))
$$;
CREATE FUNCTION catch_self() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN self_catch(0);
EXCEPTION WHEN OTHERS THEN RETURN 'caught ' || SQLERRM;
END $$;
SELECT self_catch(1);
SELECT self_catch(1);
SELECT active_calls FROM plrust.stats;
