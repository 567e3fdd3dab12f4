-- DO blocks: compiled, run, and nothing of them stays.
CREATE EXTENSION plrust;
CREATE TABLE t (n int);
DO LANGUAGE plrust $$
    for n in 1..=3 {
        Spi::run_with_args("INSERT INTO t VALUES ($1)", Some(vec![(PgBuiltInOids::INT4OID.oid(), n.into_datum())]))?;
    }
    notice!("{} rows", Spi::get_one::<i64>("SELECT count(*) FROM t")?.unwrap_or(0));
    Ok(None)
$$;
SELECT sum(n) FROM t;
SELECT count(*) FROM plrust.artifacts;
-- The same block again, and in a loop.
DO $outer$ BEGIN
    FOR i IN 1..3 LOOP
        EXECUTE $do$DO LANGUAGE plrust $$ Spi::run("UPDATE t SET n = n * 2")?; Ok(None) $$ $do$;
    END LOOP;
END $outer$;
SELECT sum(n) FROM t;
-- Errors: of the compiler, of the block, of a query; then it works again.
DO LANGUAGE plrust $$
    let n: i32 = "no number";
    Ok(None)
$$;
DO LANGUAGE plrust $$ Err("said no")? ; Ok(None) $$;
DO LANGUAGE plrust $$ panic!("out of ideas"); $$;
DO LANGUAGE plrust $$ Spi::run("SELECT 1 / 0")?; Ok(None) $$;
DO LANGUAGE plrust $$ Spi::run("SELECT 1 / 0")?; Ok(None) $$;
DO LANGUAGE plrust $$ notice!("still here"); Ok(None) $$;
-- An error that the block catches.
DO LANGUAGE plrust $$
    let caught = Spi::subtransaction(|_| -> Result<(), pgrx::BoxError> { Ok(Spi::run("INSERT INTO t VALUES (1 / 0)")?) });
    notice!("{}", caught.unwrap_err());
    Ok(None)
$$;
-- Inside of a transaction block it cannot be ended, outside it can.
BEGIN;
DO LANGUAGE plrust $$ Spi::commit(); Ok(None) $$;
ROLLBACK;
DO LANGUAGE plrust $$
    Spi::run("INSERT INTO t VALUES (100)")?;
    Spi::commit();
    Spi::run("INSERT INTO t VALUES (200)")?;
    Spi::rollback();
    Ok(None)
$$;
SELECT max(n) FROM t;
-- Cancelled in the middle, by a block that was compiled before.
SET plrust_do.endless = 'off';
\set endless 'DO LANGUAGE plrust $$ let endless = Spi::get_one::<String>("SELECT current_setting(\'plrust_do.endless\')")?; let mut n = 0u64; while endless.as_deref() == Some("on") { n = std::hint::black_box(n) + 1; } Ok(None) $$;'
:endless
SET plrust_do.endless = 'on';
SET statement_timeout = '300ms';
:endless
RESET statement_timeout;
SET plrust_do.endless = 'off';
:endless
-- What a block held when it failed is given back at once.
DO LANGUAGE plrust $$ let held = vec![1u8; 50_000_000]; panic!("with {} bytes", std::hint::black_box(&held).len()); $$;
SELECT heap_bytes < 1000000 AS is_given_back FROM plrust.stats;
-- Blocks in blocks, and of another role.
DO LANGUAGE plrust $$
    Spi::run("DO LANGUAGE plrust $do$ Spi::run(\"INSERT INTO t VALUES (-1)\")?; Ok(None) $do$")?;
    notice!("{:?}", Spi::get_one::<i32>("SELECT min(n) FROM t")?);
    Ok(None)
$$;
CREATE ROLE plrust_do_other;
SET ROLE plrust_do_other;
DO LANGUAGE plrust $$ notice!("still here"); Ok(None) $$;
DO LANGUAGE plrust $$ Spi::run("SELECT * FROM t")?; Ok(None) $$;
RESET ROLE;
DROP ROLE plrust_do_other;
-- More blocks than are kept.
DO $outer$ BEGIN
    FOR i IN 1..12 LOOP
        EXECUTE format('DO LANGUAGE plrust $do$ Spi::run("INSERT INTO t VALUES (%s)")?; Ok(None) $do$', 1000 + i);
    END LOOP;
END $outer$;
SELECT count(*) FROM t WHERE n > 1000;
-- Without the right to the language.
CREATE ROLE plrust_do_nobody;
REVOKE USAGE ON LANGUAGE plrust FROM PUBLIC;
SET ROLE plrust_do_nobody;
DO LANGUAGE plrust $$ Ok(None) $$;
RESET ROLE;
DROP ROLE plrust_do_nobody;
