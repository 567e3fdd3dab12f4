-- Procedures end transactions: commit, rollback, and chain; what lives on and what does not.
CREATE EXTENSION plrust;
CREATE TABLE t (a int);
CREATE PROCEDURE alternate(n int) LANGUAGE plrust AS $$
    for i in 0..n.unwrap_or(0) {
        Spi::run_with_args("INSERT INTO t VALUES ($1)", Some(vec![(PgBuiltInOids::INT4OID.oid(), i.into_datum())]))?;
        if i % 2 == 0 { Spi::commit() } else { Spi::rollback() }
    }
    Ok(None)
$$;
CALL alternate(6);
SELECT array_agg(a ORDER BY a) FROM t;
BEGIN;
CALL alternate(1);
ROLLBACK;
CREATE FUNCTION commits() RETURNS void LANGUAGE plrust AS $$ Spi::commit(); Ok(None) $$;
SELECT commits();
DO $$ BEGIN CALL alternate(3); END $$;
TRUNCATE t;

-- An error after a commit undoes only what came after.
CREATE PROCEDURE commit_then_fail() LANGUAGE plrust AS $$
    Spi::run("INSERT INTO t VALUES (1)")?;
    Spi::commit();
    Spi::run("INSERT INTO t VALUES (2)")?;
    panic!("after the commit")
$$;
CALL commit_then_fail();
SELECT * FROM t;
TRUNCATE t;

-- Cursors live on; results do not, beyond what was fetched.
INSERT INTO t SELECT generate_series(1, 10);
CREATE TABLE copy (a int);
CREATE PROCEDURE copy_by_cursor() LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let mut cursor = client.open_cursor("SELECT a FROM t ORDER BY a", None);
        loop {
            let rows = cursor.fetch(3)?.rows::<(i32,)>().collect::<Result<Vec<_>, _>>()?;
            if rows.is_empty() { return Ok(None); }
            for (a,) in rows {
                Spi::run_with_args("INSERT INTO copy VALUES ($1)", Some(vec![(PgBuiltInOids::INT4OID.oid(), a.into_datum())]))?;
            }
            Spi::commit();
        }
    })
$$;
CALL copy_by_cursor();
SELECT count(*), sum(a) FROM copy;
SELECT count(*) FROM pg_cursors WHERE statement LIKE '%FROM t %';
CREATE PROCEDURE stale_result() LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let mut table = client.select("SELECT generate_series(1, 100000)", None, None)?;
        table.next();
        Spi::commit();
        table.nth(90000);
        Ok(None)
    })
$$;
CALL stale_result();
CREATE PROCEDURE prepared_across() LANGUAGE plrust AS $$
    Spi::connect(|mut client| {
        let statement = client.prepare("INSERT INTO copy VALUES ($1)", Some(vec![PgBuiltInOids::INT4OID.oid()]))?;
        for i in 100..103 {
            client.update(&statement, None, Some(vec![i.into_datum()]))?;
            Spi::commit();
        }
        Ok(None)
    })
$$;
CALL prepared_across();
SELECT count(*) FROM copy WHERE a >= 100;

-- In a subtransaction there is no commit.
CREATE PROCEDURE commit_in_subtransaction() LANGUAGE plrust AS $$
    let outcome = Spi::subtransaction(|_| -> Result<(), CaughtError> { Spi::commit(); Ok(()) });
    info!("{}", outcome.unwrap_err());
    Spi::commit();
    Ok(None)
$$;
CALL commit_in_subtransaction();

-- Chained: the next transaction is like this one.
CREATE PROCEDURE chained() LANGUAGE plrust AS $$
    Spi::commit();
    Spi::run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")?;
    let level = || Spi::get_one::<String>("SHOW transaction_isolation").map(Option::unwrap);
    info!("{}", level()?);
    Spi::commit_and_chain();
    info!("{}", level()?);
    Spi::rollback_and_chain();
    info!("{}", level()?);
    Spi::rollback();
    info!("{}", level()?);
    Ok(None)
$$;
CALL chained();

-- Calls of calls: the frames of all procedures live on.
CREATE PROCEDURE inner_commit() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t VALUES (1000); COMMIT; END $$;
CREATE PROCEDURE outer_call(note text) LANGUAGE plrust AS $$
    let mine = String::from("still here");
    Spi::run("CALL inner_commit()")?;
    Spi::run("INSERT INTO t VALUES (1001)")?;
    Spi::rollback();
    info!("{mine}, {}", note.unwrap_or_default());
    Ok(None)
$$;
CALL outer_call('note');
SELECT array_agg(a) FROM t WHERE a >= 1000;
CREATE PROCEDURE plpgsql_outer() LANGUAGE plpgsql AS $$
DECLARE i int;
BEGIN
    FOR i IN SELECT generate_series(1, 3) LOOP
        CALL alternate(2);
        COMMIT;
    END LOOP;
END $$;
TRUNCATE t;
CALL plpgsql_outer();
SELECT array_agg(a) FROM t;

-- A commit that fails: a deferred constraint.
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
CREATE PROCEDURE bad_commit() LANGUAGE plrust AS $$
    Spi::run("INSERT INTO child VALUES (1)")?;
    Spi::commit();
    Ok(None)
$$;
CALL bad_commit();
SELECT count(*) FROM child;
-- And the session goes on.
CALL alternate(2);
SELECT commits();
SELECT count(*) FROM t;
