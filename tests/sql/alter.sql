-- ALTER FUNCTION, each form of it: seen at the next call, compiled again only where the code depends on it.
CREATE EXTENSION plrust;
CREATE VIEW compiled AS SELECT function, state FROM plrust.functions ORDER BY function::text;
CREATE FUNCTION show(n int) RETURNS text LANGUAGE plrust AS $$ Ok(Some(format!("{n:?}"))) $$;
SELECT show(1), show(NULL);
ALTER FUNCTION show(int) STRICT;
SELECT * FROM compiled;
SELECT show(1), show(NULL);
SELECT * FROM compiled;
ALTER FUNCTION show(int) CALLED ON NULL INPUT;
SELECT show(1), show(NULL);
ALTER FUNCTION show(int) RETURNS NULL ON NULL INPUT COST 7 PARALLEL SAFE LEAKPROOF;
SELECT show(1), show(NULL);
-- A body that fits one of them only says so, and is itself again afterwards.
CREATE FUNCTION next(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(n.checked_add(1)) $$;
SELECT next(1);
ALTER FUNCTION next(int) CALLED ON NULL INPUT;
\set VERBOSITY terse
SELECT next(1);
\set VERBOSITY default
ALTER FUNCTION next(int) STRICT;
SELECT next(1);

-- Another name, schema, owner, and what it is set to: none of it is in the code, but the name is.
CREATE SCHEMA other;
ALTER FUNCTION next(int) SET SCHEMA other;
SELECT * FROM compiled;
SELECT other.next(2);
ALTER SCHEMA other RENAME TO another;
SELECT another.next(3);
ALTER FUNCTION another.next(int) RENAME TO following;
SELECT * FROM compiled;
SELECT another.following(4);
SELECT * FROM compiled;
CREATE FUNCTION fib(n int) RETURNS int STRICT LANGUAGE plrust AS $$
    Ok(Some(if n < 2 { n } else { fib(n - 1)?.unwrap_or(0) + fib(n - 2)?.unwrap_or(0) }))
$$;
SELECT fib(10);
ALTER FUNCTION fib(int) RENAME TO fibonacci;
\set VERBOSITY terse
SELECT fibonacci(10);
\set VERBOSITY default
ALTER FUNCTION fibonacci(int) RENAME TO fib;
SELECT fib(10);
CREATE FUNCTION whoami() RETURNS text SECURITY DEFINER LANGUAGE plrust AS $$
    Ok(Spi::get_one("SELECT current_user || ' ' || current_schema() || ' ' || current_setting('work_mem')")?)
$$;
CREATE ROLE regress_plrust_alter;
CREATE SCHEMA first;
GRANT USAGE ON SCHEMA first TO regress_plrust_alter;
SELECT whoami() = current_user || ' public 4MB' AS is_mine;
ALTER FUNCTION whoami() SET search_path = first, public;
ALTER FUNCTION whoami() SET work_mem = '5MB';
SELECT whoami() = current_user || ' first 5MB' AS is_set;
ALTER FUNCTION whoami() OWNER TO regress_plrust_alter;
SELECT whoami();
ALTER FUNCTION whoami() SECURITY INVOKER RESET ALL;
SELECT whoami() = current_user || ' public 4MB' AS is_mine;
-- Only an owner compiles again.
SET ROLE regress_plrust_alter;
SELECT plrust.recompile('whoami()');
SELECT plrust.recompile('fib(int)');
RESET ROLE;
-- Volatility: whether queries may write.
CREATE TABLE log (n int);
CREATE FUNCTION note() RETURNS int LANGUAGE plrust AS $$ Spi::run("INSERT INTO log VALUES (1)")?; Ok(Some(1)) $$;
SELECT note();
ALTER FUNCTION note() STABLE;
SELECT note();
ALTER FUNCTION note() VOLATILE;
SELECT note();
SELECT count(*) FROM log;
REVOKE EXECUTE ON FUNCTION note() FROM PUBLIC;
SET ROLE regress_plrust_alter;
SELECT note();
RESET ROLE;
DROP OWNED BY regress_plrust_alter;
DROP ROLE regress_plrust_alter;
SELECT * FROM compiled;
DROP VIEW compiled;

-- The extension itself: it stays in its schema, and what is called when that is gone says so.
ALTER EXTENSION plrust SET SCHEMA public;
ALTER EXTENSION plrust UPDATE;
ALTER SCHEMA plrust RENAME TO gone;
SELECT fib(10);
\c
SELECT fib(10);
ALTER SCHEMA gone RENAME TO plrust;
SELECT fib(10);
DROP EXTENSION plrust;
SET client_min_messages = warning;
DROP EXTENSION plrust CASCADE;
RESET client_min_messages;
SELECT count(*) AS left_over FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = 'plrust'::regnamespace;
CREATE EXTENSION plrust;
CREATE FUNCTION next(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(n.checked_add(1)) $$;
SELECT next(1);
SET client_min_messages = warning;
DROP EXTENSION plrust CASCADE;
RESET client_min_messages;
-- A schema that was there before is taken if it is empty, a superuser's, and closed to others.
CREATE FUNCTION plrust.lower(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE EXTENSION plrust;
DROP FUNCTION plrust.lower(text);
GRANT CREATE ON SCHEMA plrust TO PUBLIC;
CREATE EXTENSION plrust;
REVOKE CREATE ON SCHEMA plrust FROM PUBLIC;
CREATE ROLE regress_plrust_alter;
ALTER SCHEMA plrust OWNER TO regress_plrust_alter;
CREATE EXTENSION plrust;
DROP SCHEMA plrust;
DROP ROLE regress_plrust_alter;
CREATE EXTENSION plrust SCHEMA public;
CREATE EXTENSION plrust;
SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'plrust';
