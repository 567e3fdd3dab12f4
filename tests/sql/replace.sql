-- CREATE OR REPLACE, ALTER, DROP: what is called is what is declared, and modules that nothing uses go.
CREATE EXTENSION plrust;
CREATE FUNCTION v(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(n + 1)) $$;
SELECT v(0);
CREATE OR REPLACE FUNCTION v(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(n + 2)) $$;
SELECT v(0);
SELECT count(*) AS modules FROM plrust.artifacts;
-- In a function that has called it already.
CREATE FUNCTION twice() RETURNS text LANGUAGE plpgsql AS $$
DECLARE a int; b int;
BEGIN
    a := v(0);
    EXECUTE 'CREATE OR REPLACE FUNCTION v(n int) RETURNS int STRICT LANGUAGE plrust AS ''Ok(Some(n + 3))''';
    b := v(0);
    RETURN a || ' ' || b;
END $$;
SELECT twice();
-- Rolled back: the former one is back.
BEGIN;
CREATE OR REPLACE FUNCTION v(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(n + 4)) $$;
SELECT v(0);
ROLLBACK;
SELECT v(0);
-- Equal functions share a module but not their statics.
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE FUNCTION a.count() RETURNS int LANGUAGE plrust AS $$
    use std::sync::atomic::{AtomicI32, Ordering};
    static N: AtomicI32 = AtomicI32::new(0);
    Ok(Some(N.fetch_add(1, Ordering::Relaxed)))
$$;
CREATE FUNCTION b.count() RETURNS int LANGUAGE plrust AS $$
    use std::sync::atomic::{AtomicI32, Ordering};
    static N: AtomicI32 = AtomicI32::new(0);
    Ok(Some(N.fetch_add(1, Ordering::Relaxed)))
$$;
SELECT a.count(), a.count(), b.count();
SELECT count(*) AS functions, count(DISTINCT key) AS modules FROM plrust.function_artifacts;
DROP FUNCTION a.count();
SELECT b.count(), (SELECT count(*) FROM plrust.artifacts) AS modules;
DROP SCHEMA b CASCADE;
SELECT count(*) AS modules FROM plrust.artifacts;
ALTER FUNCTION v(int) RENAME TO w;
SELECT w(0);
SELECT function, triple IS NOT NULL AS has_triple, capabilities, size > 4096 AS has_size, state FROM plrust.functions;
DROP FUNCTION w(int);
SELECT count(*) AS modules FROM plrust.artifacts;
SELECT count(*) AS bound FROM plrust.function_artifacts;
-- Bodies unchecked: compiled at the first call.
SET check_function_bodies = off;
CREATE FUNCTION later(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(n * 2)) $$;
CREATE FUNCTION broken(n int) RETURNS int STRICT LANGUAGE plrust AS $$ no rust $$;
RESET check_function_bodies;
SELECT function, state FROM plrust.functions ORDER BY function::text;
SELECT later(21);
SELECT function, state FROM plrust.functions ORDER BY function::text;
\set VERBOSITY terse
SELECT broken(1);
\set VERBOSITY default
BEGIN READ ONLY;
SELECT later(4);
ROLLBACK;
-- A damaged module is noticed by the next session, and can be made again.
UPDATE plrust.artifacts SET object = set_byte(object, 4000, get_byte(object, 4000) # 1);
\c
SELECT later(1);
SELECT plrust.recompile('later(int)');
SELECT later(1);
-- A module that is missing altogether is made again by itself.
DELETE FROM plrust.artifacts;
\c
SELECT later(3);
DROP EXTENSION plrust;
DROP EXTENSION plrust CASCADE;
CREATE EXTENSION plrust;
