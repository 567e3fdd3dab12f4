-- Subtransactions: kept, rolled back by Err, by errors of PostgreSQL, by panics; errors as values; PgTryBuilder.
CREATE EXTENSION plrust;
CREATE TABLE t (id int PRIMARY KEY CONSTRAINT small CHECK (id < 100), note text NOT NULL DEFAULT '');
CREATE FUNCTION attempt(how text) RETURNS text STRICT LANGUAGE plrust AS $$
    let outcome = Spi::subtransaction(|mut client| -> Result<usize, CaughtError> {
        let inserted = client.update("INSERT INTO t VALUES (1), (2)", None, None)?;
        match how {
            "ok" => (),
            "err" => Err(ErrorReport::new(PgSqlErrorCode::ERRCODE_NO_DATA_FOUND, "own error", "f").set_hint("own hint"))?,
            "spi" => { client.update("SELECT 1", None, None)?.first().get::<i32>(2)?; }
            "duplicate" => { client.update("INSERT INTO t VALUES (1)", None, None)?; }
            "check" => { client.update("INSERT INTO t VALUES (100)", None, None)?; }
            "syntax" => { client.update("SELEC 1", None, None)?; }
            "zero" => { Spi::get_one::<i32>("SELECT 1 / 0")?; }
            "panic" => panic!("panicked in {how}"),
            "report" => ereport!(ERROR, PgSqlErrorCode::ERRCODE_DATA_CORRUPTED, "reported", "a detail"),
            "sub" => { Spi::get_one::<i32>("SELECT raises()")?; }
            _ => (),
        }
        Ok(inserted.len())
    });
    let count = Spi::get_one::<i64>("SELECT count(*) FROM t")?.unwrap();
    Ok(Some(match outcome {
        Ok(inserted) => format!("inserted {inserted}, {count} rows"),
        Err(error) => {
            let kind = match &error {
                CaughtError::PostgresError(_) => "postgres",
                CaughtError::ErrorReport(_) => "report",
                CaughtError::RustPanic { .. } => "panic",
            };
            let report = error.report();
            format!("{kind} {} {} | {:?} {:?} | {:?} {:?} {:?} {:?} {:?} | {:?} | {count} rows", report.sqlstate(), report.message(),
                report.detail(), report.hint(), report.schema_name(), report.table_name(), report.column_name(), report.datatype_name(),
                report.constraint_name(), report.context())
        }
    }))
$$;
CREATE FUNCTION raises() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RAISE 'own state' USING ERRCODE = 'P1234', DETAIL = 'd', HINT = 'h', SCHEMA = 's', TABLE = 't', COLUMN = 'c', DATATYPE = 'dt', CONSTRAINT = 'co';
END $$;
SELECT attempt('ok');
SELECT attempt('duplicate');
DELETE FROM t;
SELECT attempt('err');
SELECT attempt('spi');
SELECT attempt('duplicate');
SELECT attempt('check');
SELECT attempt('syntax');
SELECT attempt('zero');
SELECT attempt('panic');
SELECT attempt('report');
SELECT attempt('sub');
SELECT attempt('ok');
SELECT count(*) FROM t;
DELETE FROM t;

-- What was caught goes on unchanged: by ?, and by rethrow().
CREATE FUNCTION pass_on(how text) RETURNS void STRICT LANGUAGE plrust AS $$
    let outcome = Spi::subtransaction(|_| -> Result<(), CaughtError> {
        if how == "panic" || how == "panic again" { panic!("from inside") }
        Spi::run("SELECT raises()")?;
        Ok(())
    });
    match outcome {
        Err(error) if how.ends_with("again") => error.rethrow(),
        outcome => outcome?,
    }
    Ok(None)
$$;
CREATE FUNCTION fields_of(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text; detail text; hint text; context text; s text; t text; c text; d text; co text;
BEGIN
    EXECUTE call;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT,
        context = PG_EXCEPTION_CONTEXT, s = SCHEMA_NAME, t = TABLE_NAME, c = COLUMN_NAME, d = PG_DATATYPE_NAME, co = CONSTRAINT_NAME;
    RETURN concat_ws(', ', state, message, detail, hint, s, t, c, d, co) || E'\n' || context;
END $$;
SELECT fields_of('SELECT pass_on(''error'')');
SELECT fields_of('SELECT pass_on(''error again'')');
SELECT fields_of('SELECT pass_on(''panic'')');
SELECT fields_of('SELECT pass_on(''panic again'')');

-- Nested, and in a loop that goes on after each failure. State of the call stays.
CREATE FUNCTION insert_all(ids int[]) RETURNS text STRICT LANGUAGE plrust AS $$
    let mut failed = Vec::new();
    let ids: Vec<Option<i32>> = ids.iter().collect();
    let outer = Spi::subtransaction(|_| -> Result<usize, CaughtError> {
        for id in &ids {
            let inner = Spi::subtransaction(|mut client| -> Result<(), CaughtError> {
                client.update("INSERT INTO t VALUES ($1)", None, Some(vec![(PgBuiltInOids::INT4OID.oid(), id.into_datum())]))?;
                if *id == Some(13) { panic!("unlucky") }
                Ok(())
            });
            if let Err(error) = inner {
                failed.push(format!("{id:?}: {}", error.sql_error_code()));
            }
        }
        Ok(ids.len() - failed.len())
    });
    Ok(Some(format!("{outer:?} {failed:?}")))
$$;
SELECT insert_all(ARRAY[1, 2, 1, 13, 100, NULL, 3]);
SELECT array_agg(id ORDER BY id) FROM t;
DELETE FROM t;

-- Results and cursors of the call around it stay, those of what was rolled back go.
CREATE FUNCTION around() RETURNS text LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let mut table = client.select("SELECT generate_series(1, 50000)", None, None)?;
        let mut cursor = client.open_cursor("SELECT generate_series(1, 10)", None);
        table.next();
        cursor.fetch(2)?;
        let caught = Spi::subtransaction(|inner| -> Result<(), CaughtError> {
            table.nth(30000);
            cursor.fetch(2)?;
            inner.open_cursor("SELECT 1", None).detach_into_name();
            Spi::run("SELECT 1 / 0")?;
            Ok(())
        });
        let row = table.next().unwrap().get::<i32>(1)?;
        Ok(Some(format!("{} {row:?} {:?}", caught.unwrap_err(), cursor.fetch(1)?.first().get_one::<i32>()?)))
    })
$$;
SELECT around();

-- PgTryBuilder.
CREATE FUNCTION tried(how text) RETURNS text STRICT LANGUAGE plrust AS $$
    let mut log = Vec::new();
    let result = PgTryBuilder::new(|| {
        Spi::run("INSERT INTO t VALUES (50)").unwrap();
        match how {
            "division" => Spi::get_one::<i32>("SELECT 1 / 0").unwrap().unwrap().to_string(),
            "unique" => { Spi::run("INSERT INTO t VALUES (50)").unwrap(); String::new() }
            "panic" => panic!("a panic"),
            "error" => error!("an error"),
            "rethrow" => { Spi::run("SELECT raises()").unwrap(); String::new() }
            _ => "done".to_string(),
        }
    })
    .catch_when(PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO, |_| "divided by zero".to_string())
    .catch_when(PgSqlErrorCode::ERRCODE_RAISE_EXCEPTION, |error| error.rethrow())
    .catch_rust_panic(|error| format!("panic: {error}"))
    .catch_others(|error| if error.message() == "own state" { error.rethrow() } else { format!("other: {error}") })
    .finally(|| { log.push("finally"); info!("finally") })
    .execute();
    let count = Spi::get_one::<i64>("SELECT count(*) FROM t")?.unwrap();
    Ok(Some(format!("{result}, {log:?}, {count} rows")))
$$;
SELECT tried('division');
SELECT tried('unique');
SELECT tried('panic');
SELECT tried('error');
SELECT tried('rethrow');
SELECT tried('nothing');
DELETE FROM t;

-- Cancels are not caught.
CREATE FUNCTION stubborn() RETURNS int LANGUAGE plrust AS $$
    loop {
        let _ = Spi::subtransaction(|_| -> Result<(), CaughtError> { Spi::run("SELECT pg_sleep(10)")?; Ok(()) });
        let _ = PgTryBuilder::new(|| loop { std::hint::black_box(()) }).catch_others(|_| ()).catch_rust_panic(|_| ()).execute();
    }
$$;
SET statement_timeout = '300ms';
SELECT stubborn();
RESET statement_timeout;
-- Nor the end of the stack.
CREATE FUNCTION deep() RETURNS int LANGUAGE plrust AS $$
    fn down(n: u64) -> u64 { if n == u64::MAX { 0 } else { std::hint::black_box(down(n + 1)) + std::hint::black_box(1) } }
    let caught = Spi::subtransaction(|_| -> Result<u64, CaughtError> { Ok(down(0)) });
    Ok(Some(i32::from(caught.is_err())))
$$;
SELECT deep();
-- Recursion of closures ends as recursion does.
CREATE FUNCTION closures() RETURNS int LANGUAGE plrust AS $$
    fn down(n: i32) -> Result<i32, CaughtError> { Spi::subtransaction(|_| down(n + 1)) }
    down(0)?;
    Ok(None)
$$;
\set SHOW_CONTEXT never
SELECT closures();
\set SHOW_CONTEXT errors
-- A function calls itself in a subtransaction, and fails at the bottom.
CREATE FUNCTION ladder(n int) RETURNS text STRICT LANGUAGE plrust AS $$
    if n == 0 { panic!("bottom") }
    let below = Spi::subtransaction(|_| -> Result<Option<String>, CaughtError> {
        Ok(Spi::get_one_with_args::<String>("SELECT ladder($1)", vec![(PgBuiltInOids::INT4OID.oid(), (n - 1).into_datum())])?)
    });
    Ok(Some(match below {
        Ok(text) => format!("{n} {}", text.unwrap()),
        Err(error) => format!("{n} caught {error}"),
    }))
$$;
SELECT ladder(5);
-- State lives on after what was caught.
CREATE FUNCTION counting(fail bool) RETURNS int STRICT LANGUAGE plrust AS $$
    use std::cell::Cell;
    thread_local! { static CALLS: Cell<i32> = const { Cell::new(0) }; }
    CALLS.set(CALLS.get() + 1);
    let _ = Spi::subtransaction(|_| -> Result<(), CaughtError> { if fail { panic!("{}", CALLS.get()) } Ok(()) });
    Ok(Some(CALLS.get()))
$$;
SELECT counting(false), counting(true), counting(false);
SELECT counting(true);
-- Many failures leave nothing behind.
CREATE FUNCTION failures(n int) RETURNS int STRICT LANGUAGE plrust AS $$
    let mut caught = 0;
    for i in 0..n {
        let outcome = Spi::subtransaction(|_| -> Result<(), CaughtError> { Spi::run(&format!("SELECT {i} / 0"))?; Ok(()) });
        caught += i32::from(outcome.is_err());
    }
    Ok(Some(caught))
$$;
SELECT failures(2000);
SELECT sum(total_bytes) < 10000000 AS little FROM pg_backend_memory_contexts WHERE name LIKE 'plrust%';
