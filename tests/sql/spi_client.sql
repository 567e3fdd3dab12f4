-- Clients: tables of rows, by number and by name, typed rows, row counts, prepared statements, explain, quoting.
CREATE EXTENSION plrust;
CREATE TABLE people (id int PRIMARY KEY, name text, born date, tags text[]);
INSERT INTO people VALUES (1, 'Ada', '1815-12-10', '{math,poet}'), (2, 'Größe', NULL, '{}'), (3, NULL, '1900-01-01', NULL);

CREATE FUNCTION walk() RETURNS text LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let table = client.select("SELECT * FROM people ORDER BY id", None, None)?;
        let mut lines = vec![format!("{} rows, {} columns, {:?}", table.len(), table.columns()?, table.column_name(3)?)];
        lines.push(format!("{:?} {:?}", table.column_type_oid(2)?, table.column_ordinal("tags")?));
        for row in table {
            let id = row.get::<i32>(1)?;
            let name = row["name"].value::<String>()?;
            let tags = row.get_by_name::<Vec<Option<String>>, _>("tags")?;
            lines.push(format!("{id:?} {name:?} {:?} {tags:?}", row.get::<Date>(3)?.map(|born| born.to_string())));
        }
        Ok(Some(lines.join("\n")))
    })
$$;
SELECT walk();

CREATE FUNCTION typed() RETURNS text LANGUAGE plrust AS $$
    let all = Spi::rows::<(i32, Option<String>)>("SELECT id, name FROM people ORDER BY id", vec![])?;
    let one: (i64,) = Spi::connect(|client| client.select("SELECT count(*) FROM people", None, None)?.first().get_row())?;
    let strict = Spi::rows::<(String,)>("SELECT name FROM people ORDER BY id", vec![]);
    let wrong = Spi::rows::<(i32,)>("SELECT name FROM people ORDER BY id", vec![]);
    Ok(Some(format!("{all:?}\n{one:?}\n{strict:?}\n{wrong:?}")))
$$;
SELECT typed();

CREATE FUNCTION counts() RETURNS text LANGUAGE plrust AS $$
    Spi::run("CREATE TEMP TABLE counted (a int)")?;
    let inserted = Spi::execute("INSERT INTO counted SELECT generate_series(1, 10)", vec![])?;
    let updated = Spi::execute("UPDATE counted SET a = a + 1 WHERE a > $1", vec![(PgBuiltInOids::INT4OID.oid(), 7.into_datum())])?;
    let (deleted, limited) = Spi::connect(|mut client| -> Result<_, SpiError> {
        let deleted = client.update("DELETE FROM counted WHERE a > 9 RETURNING a", None, None)?;
        let limited = client.select("SELECT a FROM counted", Some(3), None)?;
        Ok((deleted.len(), limited.len()))
    })?;
    Ok(Some(format!("{inserted} {updated} {deleted} {limited}")))
$$;
SELECT counts();

-- More rows than come at once, in order, and back to the first.
CREATE FUNCTION many(n int) RETURNS text STRICT LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let args = vec![(PgBuiltInOids::INT4OID.oid(), n.into_datum())];
        let mut table = client.select("SELECT i, repeat('x', i % 100) AS word FROM generate_series(1, $1) i", None, Some(args))?;
        let mut sum = 0i64;
        let mut letters = 0;
        let mut expected = 0;
        while let Some(row) = table.next() {
            expected += 1;
            assert_eq!(row.get::<i32>(1)?, Some(expected));
            sum += i64::from(expected);
            letters += row["word"].value::<String>()?.unwrap().len();
        }
        let table = table.first();
        Ok(Some(format!("{} {sum} {letters} {:?}", table.len(), table.get_by_name::<i32, _>("i"))))
    })
$$;
SELECT many(0), many(1), many(100000);
-- A value that is larger than what is fetched at a time.
CREATE FUNCTION large() RETURNS text LANGUAGE plrust AS $$
    let all = Spi::rows::<(String,)>("SELECT repeat(chr(64 + i), 300000) FROM generate_series(1, 3) i", vec![])?;
    Ok(Some(all.iter().map(|(text,)| format!("{} {}", &text[..1], text.len())).collect::<Vec<_>>().join(", ")))
$$;
SELECT large();

-- Places that are not there.
CREATE FUNCTION missing(what text) RETURNS text STRICT LANGUAGE plrust AS $$
    Spi::connect(|mut client| {
        let table = client.select("SELECT 1 AS a", None, None)?;
        match what {
            "row" => { table.get::<i32>(1)?; }
            "column" => { table.first().get::<i32>(2)?; }
            "zero" => { table.first().get::<i32>(0)?; }
            "name" => { table.first().get_by_name::<i32, _>("b")?; }
            "table" => { client.update("CREATE TEMP TABLE IF NOT EXISTS t1 (a int)", None, None)?.first().get_one::<i32>()?; }
            "after" => { let mut table = table; table.by_ref().count(); table.get::<i32>(1)?; }
            "type" => { table.first().get_one::<String>()?; }
            _ => (),
        }
        Ok(None)
    })
$$;
SELECT missing('row');
SELECT missing('column');
SELECT missing('zero');
SELECT missing('name');
SELECT missing('table');
SELECT missing('after');
SELECT missing('type');

-- Prepared statements, also kept from call to call.
CREATE FUNCTION prepared(n int) RETURNS text STRICT LANGUAGE plrust AS $$
    use std::cell::RefCell;
    thread_local! { static KEPT: RefCell<Option<pgrx::spi::OwnedPreparedStatement>> = const { RefCell::new(None) }; }
    Spi::connect(|client| {
        let is_first = KEPT.with_borrow(Option::is_none);
        if is_first {
            let statement = client.prepare("SELECT $1 * 2, $2 || '!'", Some(vec![PgBuiltInOids::INT4OID.oid(), PgBuiltInOids::TEXTOID.oid()]))?;
            KEPT.set(Some(statement.keep()));
        }
        let (number, text) = KEPT.with_borrow(|kept| {
            let args = vec![n.into_datum(), None::<String>.into_datum()];
            client.select(kept.as_ref().unwrap(), None, Some(args))?.first().get_two::<i32, String>()
        })?;
        let mismatch = KEPT.with_borrow(|kept| client.select(kept.as_ref().unwrap(), None, Some(vec![1.into_datum()])).map(drop));
        Ok(Some(format!("{is_first} {number:?} {text:?} {mismatch:?}")))
    })
$$;
SELECT prepared(1);
SELECT prepared(21);
CREATE FUNCTION prepare_bad() RETURNS void LANGUAGE plrust AS $$
    Spi::connect(|client| client.prepare("SELECT nothing FROM nowhere", None).map(drop))?;
    Ok(None)
$$;
SELECT prepare_bad();

-- Plans are kept without the user's doing, and follow what changes.
CREATE FUNCTION repeated() RETURNS text LANGUAGE plrust AS $$
    let mut seen = Vec::new();
    for round in 0..4 {
        if round == 2 {
            Spi::run("ALTER TABLE people ADD COLUMN extra int DEFAULT 7")?;
        }
        let columns = Spi::connect(|client| client.select("SELECT * FROM people", Some(1), None)?.columns())?;
        seen.push(format!("{columns} {:?}", Spi::get_one_with_args::<i64>("SELECT count(*) + $1 FROM people", vec![(PgBuiltInOids::INT8OID.oid(), (round as i64).into_datum())])?));
    }
    Spi::run("ALTER TABLE people DROP COLUMN extra")?;
    Ok(Some(seen.join(", ")))
$$;
SELECT repeated();
SELECT repeated();
-- They are few, however many queries there are.
CREATE FUNCTION many_queries() RETURNS bool LANGUAGE plrust AS $$
    for i in 0..3000 { for _ in 0..3 { Spi::get_one::<i32>(&format!("SELECT {i}"))?; } }
    Ok(Spi::get_one::<bool>("SELECT count(*) < 300 FROM pg_backend_memory_contexts WHERE name = 'plrust plan'")?)
$$;
SELECT many_queries();
-- Several commands in one text see each other, however often it runs.
CREATE FUNCTION script() RETURNS bigint LANGUAGE plrust AS $$
    for _ in 0..3 {
        Spi::run("CREATE TEMP TABLE scripted (a int); INSERT INTO scripted VALUES (1), (2); DROP TABLE scripted")?;
    }
    let mut last = None;
    for _ in 0..3 {
        last = Spi::get_one::<i64>("SELECT 1::int8; SELECT 42::int8")?;
    }
    Ok(last)
$$;
SELECT script();

CREATE FUNCTION quoted(a text, b text) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(format!("{} {} {}", spi::quote_identifier(a), spi::quote_qualified_identifier(a, b), spi::quote_literal(b))))
$$;
SELECT quoted('plain', 'it''s'), quoted('Order', E'back\\slash'), quoted('select', '"');
SELECT quote_literal(E'back\\slash');

CREATE FUNCTION explained() RETURNS text LANGUAGE plrust AS $$
    let plan = Spi::explain_with_args("SELECT * FROM people WHERE id = $1", Some(vec![(PgBuiltInOids::INT4OID.oid(), 1.into_datum())]))?;
    Ok(Some(plan.0.to_string().contains("\"Node Type\"").to_string()))
$$;
SELECT explained();

-- Parameters and columns of every kind of type.
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE pair AS (a int, b text);
CREATE FUNCTION kinds() RETURNS text LANGUAGE plrust AS $$
    let mood = Spi::get_one::<String>("SELECT 'happy'::mood")?;
    let positive = Spi::get_one::<i32>("SELECT 5::positive")?;
    let numeric = Spi::get_one_with_args::<AnyNumeric>("SELECT $1 / 3", vec![(PgBuiltInOids::NUMERICOID.oid(), AnyNumeric::from(10).into_datum())])?;
    let array = Spi::get_one_with_args::<Vec<Option<i32>>>("SELECT $1 || 4", vec![(PgBuiltInOids::INT4ARRAYOID.oid(), vec![Some(1), None].into_datum())])?;
    let json = Spi::get_one::<JsonB>("SELECT '{\"a\": [1, null]}'::jsonb")?;
    let pair = Spi::get_one::<PgHeapTuple<AllocatedByRust>>("SELECT ROW(1, 'x')::pair")?.unwrap();
    Ok(Some(format!("{mood:?} {positive:?} {:?} {array:?} {:?} {:?}", numeric.map(|n| n.to_string()), json.map(|j| j.0.to_string()), pair.get_by_name::<String>("b"))))
$$;
SELECT kinds();
CREATE FUNCTION to_domain(n int) RETURNS int STRICT LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let positive = client.select("SELECT 'positive'::regtype::oid", None, None)?.first().get_one::<Oid>()?.unwrap();
        client.select("SELECT $1 + 0", None, Some(vec![(PgOid::from(positive), n.into_datum())]))?.first().get_one::<i32>()
    }).map_err(Into::into)
$$;
SELECT to_domain(3);
SELECT to_domain(-3);

-- STABLE functions read only, by clients and cursors, too.
CREATE FUNCTION stable_client(how text) RETURNS text STABLE STRICT LANGUAGE plrust AS $$
    Spi::connect(|mut client| {
        match how {
            "update" => { client.update("DELETE FROM people", None, None)?; }
            "cursor" => { client.open_cursor("DELETE FROM people RETURNING id", None).fetch(1)?; }
            _ => { let statement = client.prepare("DELETE FROM people", None)?; client.update(&statement, None, None)?; }
        }
        Ok(None)
    })
$$;
SELECT stable_client('update');
SELECT stable_client('cursor');
SELECT stable_client('prepared');
SELECT count(*) FROM people;

-- Results stay with their client.
CREATE FUNCTION escapes() RETURNS int LANGUAGE plrust AS $$
    let table = Spi::connect(|client| client.select("SELECT 1", None, None))?;
    Ok(table.first().get_one::<i32>()?)
$$;
