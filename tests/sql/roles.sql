-- Each effective user has memory of his own.
CREATE EXTENSION plrust;
CREATE ROLE regress_plrust_a;
CREATE ROLE regress_plrust_b;
CREATE FUNCTION remember(v int) RETURNS int LANGUAGE plrust AS $$
    use std::sync::atomic::{AtomicI32, Ordering};
    static LAST: AtomicI32 = AtomicI32::new(0);
    Ok(Some(LAST.swap(v.unwrap_or(0), Ordering::Relaxed)))
$$;
SET ROLE regress_plrust_a;
SELECT remember(1), remember(2);
SET ROLE regress_plrust_b;
SELECT remember(10);
SET ROLE regress_plrust_a;
SELECT remember(3);
RESET ROLE;
SELECT remember(100);
-- In one transaction, one expression that plpgsql keeps, and SECURITY DEFINER.
CREATE FUNCTION as_caller(v int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN remember(v); END $$;
GRANT CREATE ON SCHEMA public TO regress_plrust_b;
SET ROLE regress_plrust_b;
CREATE FUNCTION as_b(v int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN as_caller(v); END $$;
RESET ROLE;
BEGIN;
SELECT as_caller(101);
SET LOCAL ROLE regress_plrust_a;
SELECT as_caller(4), as_b(11), as_caller(5);
SET LOCAL ROLE regress_plrust_b;
SELECT as_caller(12);
COMMIT;
SELECT regions FROM plrust.stats;
-- Anybody may write functions; only the owner has them compiled again.
SET ROLE regress_plrust_b;
CREATE FUNCTION mine() RETURNS int LANGUAGE plrust AS $$ Ok(Some(1)) $$;
SELECT plrust.recompile('mine()');
SELECT mine();
SELECT plrust.recompile('remember(int)');
SELECT plrust.recompile('pg_catalog.now()');
RESET ROLE;
SET ROLE regress_plrust_a;
SELECT plrust.recompile('mine()');
SELECT mine();
RESET ROLE;
-- Nobody else says how: neither by the validator, nor by being the first to call what is not compiled.
CREATE VIEW modules AS SELECT key FROM plrust.function_artifacts WHERE function = 'mine()'::regprocedure;
SELECT key AS before FROM modules \gset
SET ROLE regress_plrust_a;
SET plrust.optimization = 'none';
SELECT plrust.plrust_validator('mine()'::regprocedure);
RESET ROLE;
SELECT key = :'before' AS is_same FROM modules;
DELETE FROM plrust.artifacts;
\c
SET ROLE regress_plrust_a;
SET plrust.optimization = 'none';
SELECT mine();
RESET ROLE;
SELECT key = :'before' AS is_same FROM modules;
SET ROLE regress_plrust_b;
SET plrust.optimization = 'none';
SELECT plrust.plrust_validator('mine()'::regprocedure);
RESET ROLE;
SELECT key = :'before' AS is_same FROM modules;
SELECT mine();
DROP VIEW modules;
-- No rights on the language, no functions.
REVOKE USAGE ON LANGUAGE plrust FROM PUBLIC;
SET ROLE regress_plrust_b;
CREATE FUNCTION not_mine() RETURNS int LANGUAGE plrust AS $$ Ok(Some(1)) $$;
RESET ROLE;
DROP OWNED BY regress_plrust_a, regress_plrust_b;
DROP ROLE regress_plrust_a, regress_plrust_b;
