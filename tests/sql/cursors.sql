-- Cursors: forward, backward, to a place, by name, as refcursor, closed by others.
CREATE EXTENSION plrust;
CREATE FUNCTION forward() RETURNS text LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let mut cursor = client.open_cursor("SELECT generate_series(1, 10)", None);
        let mut seen = Vec::new();
        loop {
            let rows: Vec<i32> = cursor.fetch(4)?.rows::<(i32,)>().map(|row| row.map(|row| row.0)).collect::<Result<_, _>>()?;
            if rows.is_empty() { break; }
            seen.push(format!("{rows:?}"));
        }
        Ok(Some(seen.join(" ")))
    })
$$;
SELECT forward();

CREATE FUNCTION scroll() RETURNS text LANGUAGE plrust AS $$
    fn numbers(table: SpiTupleTable<'_>) -> String {
        format!("{:?}", table.rows::<(i32,)>().map(|row| row.unwrap().0).collect::<Vec<_>>())
    }
    Spi::connect(|client| {
        let args = Some(vec![(PgBuiltInOids::INT4OID.oid(), 10.into_datum())]);
        let mut cursor = client.open_cursor_with("SELECT generate_series(1, $1) ORDER BY 1", args, &CursorOptions::new().scroll(true))?;
        let mut seen = vec![numbers(cursor.fetch(3)?)];
        seen.push(numbers(cursor.fetch_backward(2)?));
        seen.push(numbers(cursor.fetch(-1)?));
        seen.push(numbers(cursor.fetch_absolute(-2)?));
        seen.push(numbers(cursor.fetch_relative(-3)?));
        seen.push(format!("moved {} {}", cursor.move_to(0)?, cursor.move_by(5)?));
        seen.push(numbers(cursor.fetch_all()?));
        Ok(Some(seen.join(" ")))
    })
$$;
SELECT scroll();
CREATE FUNCTION no_scroll() RETURNS text LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let statement = client.prepare_cursor("SELECT generate_series(1, 3)", None, false)?;
        let mut cursor = client.open_cursor(&statement, None);
        cursor.fetch(2)?;
        Ok(Some(cursor.fetch_backward(1)?.len().to_string()))
    })
$$;
SELECT no_scroll();

-- By name, across calls and languages.
CREATE FUNCTION open_named(name text) RETURNS text STRICT LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let mut cursor = client.open_cursor_with("SELECT generate_series(1, 100)", None, &CursorOptions::new().name(name))?;
        cursor.move_by(10)?;
        Ok(Some(cursor.detach_into_name()))
    })
$$;
CREATE FUNCTION next_of(name text) RETURNS int STRICT LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let mut cursor = client.find_cursor(name)?;
        let next = cursor.fetch(1)?.first().get_one::<i32>()?;
        cursor.detach_into_name();
        Ok(next)
    })
$$;
BEGIN;
SELECT open_named('mine');
FETCH 2 FROM mine;
SELECT next_of('mine'), next_of('mine');
FETCH 1 FROM mine;
SAVEPOINT s;
SELECT open_named('mine');
ROLLBACK TO s;
CLOSE mine;
SELECT next_of('mine');
ROLLBACK;
SELECT next_of('');
SELECT name FROM pg_cursors;

CREATE FUNCTION as_refcursor() RETURNS refcursor LANGUAGE plrust AS $$
    Spi::connect(|client| Ok(Some(client.open_cursor("SELECT 'from rust'", None).detach_into_name())))
$$;
BEGIN;
SELECT as_refcursor() AS portal \gset
FETCH ALL FROM :"portal";
COMMIT;

-- Dropped, a cursor is closed; left alone, too, when the call ends.
CREATE FUNCTION open_now() RETURNS bigint LANGUAGE plrust AS $$
    Spi::connect(|client| {
        drop(client.open_cursor("SELECT 1", None));
        let dropped = Spi::get_one::<i64>("SELECT count(*) FROM pg_cursors WHERE statement = 'SELECT 1'")?;
        std::mem::forget(client.open_cursor("SELECT 1", None));
        Ok(dropped)
    })
$$;
BEGIN;
SELECT open_now();
SELECT statement FROM pg_cursors WHERE statement LIKE 'SELECT 1%';
COMMIT;

-- Closed under the function.
CREATE FUNCTION closed() RETURNS int LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let mut cursor = client.open_cursor_with("SELECT 1", None, &CursorOptions::new().name("under"))?;
        Spi::run("CLOSE under")?;
        cursor.fetch(1)?;
        Ok(None)
    })
$$;
SELECT closed();
-- While it runs.
CREATE FUNCTION close_from_inside() RETURNS int LANGUAGE plrust AS $$ Spi::run("CLOSE inside")?; Ok(Some(1)) $$;
CREATE FUNCTION closes_itself() RETURNS int LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let mut cursor = client.open_cursor_with("SELECT close_from_inside()", None, &CursorOptions::new().name("inside"))?;
        Ok(cursor.fetch(1)?.first().get_one::<i32>()?)
    })
$$;
SELECT closes_itself();
CREATE FUNCTION not_a_query() RETURNS void LANGUAGE plrust AS $$
    Spi::connect(|client| { client.open_cursor("CREATE TABLE nothing ()", None).fetch(1)?; Ok(None) })
$$;
SELECT not_a_query();
-- A cursor in use moves on from call to call of a recursive function.
CREATE FUNCTION nested(n int) RETURNS bigint STRICT LANGUAGE plrust AS $$
    if n == 0 { return Ok(Some(0)); }
    Spi::connect(|client| {
        let query = format!("SELECT nested({}) FROM generate_series(1, 2)", n - 1);
        let mut sum = 1;
        let mut cursor = client.open_cursor(&query, None);
        loop {
            let Some(row) = cursor.fetch(1)?.next() else { return Ok(Some(sum)) };
            sum += row.get::<i64>(1)?.unwrap_or(0);
        }
    })
$$;
SELECT nested(5);
