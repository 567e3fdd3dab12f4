-- What the extension does with rights of its own meets no trap in anybody's search_path, and who may use what of it.
CREATE EXTENSION plrust;
CREATE ROLE regress_plrust_trapper;
CREATE SCHEMA trap AUTHORIZATION regress_plrust_trapper;
GRANT CREATE ON SCHEMA public TO regress_plrust_trapper;
SELECT p.proname, p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') AS is_c, p.prosecdef AS has_owners_rights,
    has_function_privilege('regress_plrust_trapper', p.oid, 'EXECUTE') AS for_everybody
FROM pg_proc p WHERE p.pronamespace = 'plrust'::regnamespace ORDER BY p.proname COLLATE "C";
SELECT c.relname, c.relkind, p AS privilege FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
    'REFERENCES', 'TRIGGER']) p WHERE c.relnamespace = 'plrust'::regnamespace AND c.relkind <> 'i'
    AND has_table_privilege('regress_plrust_trapper', c.oid, p) ORDER BY 1, 3;
SELECT has_schema_privilege('regress_plrust_trapper', 'plrust', 'CREATE') AS may_create;

SET ROLE regress_plrust_trapper;
CREATE FUNCTION trap.sprung() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'a trap was sprung, as %', current_user; END $$;
CREATE FUNCTION trap.oids(oid, oid) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE FUNCTION trap.texts(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE FUNCTION trap.byteas(bytea, bytea) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE FUNCTION trap.numbers(int8, int8) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE OPERATOR trap.= (FUNCTION = trap.oids, LEFTARG = oid, RIGHTARG = oid);
CREATE OPERATOR trap.= (FUNCTION = trap.texts, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR trap.= (FUNCTION = trap.byteas, LEFTARG = bytea, RIGHTARG = bytea);
CREATE OPERATOR trap.= (FUNCTION = trap.numbers, LEFTARG = int8, RIGHTARG = int8);
CREATE OPERATOR trap.<> (FUNCTION = trap.oids, LEFTARG = oid, RIGHTARG = oid);
CREATE OPERATOR trap.<> (FUNCTION = trap.texts, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR trap.<> (FUNCTION = trap.byteas, LEFTARG = bytea, RIGHTARG = bytea);
CREATE FUNCTION trap.sha256(bytea) RETURNS bytea LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE FUNCTION trap.octet_length(bytea) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE FUNCTION trap.encode(bytea, text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE FUNCTION trap.convert_to(text, name) RETURNS bytea LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE FUNCTION trap.pg_event_trigger_dropped_objects(OUT classid oid, OUT objid oid) RETURNS SETOF record LANGUAGE plpgsql
    AS $$ BEGIN PERFORM trap.sprung(); END $$;
CREATE FUNCTION trap.source(regprocedure) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE FUNCTION trap.source_key(regprocedure) RETURNS bytea LANGUAGE plpgsql AS $$ BEGIN RETURN trap.sprung(); END $$;
CREATE FUNCTION trap.fault(regprocedure, bytea, OUT faulted timestamptz, OUT fault text) LANGUAGE plpgsql
    AS $$ BEGIN PERFORM trap.sprung(); END $$;
CREATE DOMAIN trap.regclass AS text CHECK (trap.sprung());
CREATE DOMAIN trap.regprocedure AS text CHECK (trap.sprung());
CREATE DOMAIN trap.bytea AS text CHECK (trap.sprung());
CREATE TABLE trap.artifacts (key text);
CREATE TABLE trap.function_artifacts (key text);
CREATE TABLE trap.pg_proc (oid int);
CREATE TABLE trap.pg_language (oid int);
SET search_path = trap, public, pg_catalog;
-- The traps work.
SELECT 'a'::text = 'b'::text;
CREATE FUNCTION public.f() RETURNS int LANGUAGE plrust AS $$ Ok(Some(1)) $$;
SELECT f();
ALTER FUNCTION public.f() STRICT;
SELECT f();
CREATE OR REPLACE FUNCTION public.f() RETURNS int LANGUAGE plrust AS $$ Ok(Some(2)) $$;
SELECT plrust.recompile('public.f()');
SELECT f(), plrust.source('public.f()'), length(plrust.source_key('public.f()'));
SELECT function, state, size > 4096 AS has_size FROM plrust.functions;
RESET ROLE;
SELECT f();
SELECT plrust.recompile('public.f()');
SELECT plrust.release('public.f()');
SELECT function, state FROM plrust.functions;
DO LANGUAGE plrust $$ Ok(None) $$;
INSERT INTO plrust.artifacts SELECT * FROM plrust.artifacts;
DROP FUNCTION public.f();
SELECT count(*) FROM plrust.artifacts;
RESET search_path;
\set VERBOSITY terse
DROP SCHEMA trap CASCADE;
DROP OWNED BY regress_plrust_trapper;
DROP ROLE regress_plrust_trapper;
