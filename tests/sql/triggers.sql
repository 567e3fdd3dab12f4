-- Triggers: what they are told, what they give back, what queries in them see.
CREATE EXTENSION plrust;
CREATE TABLE orders (
    id int PRIMARY KEY,
    note text,
    amount numeric(10, 2),
    tags text[],
    doubled numeric GENERATED ALWAYS AS (amount * 2) STORED
);
CREATE TABLE seen (n int GENERATED ALWAYS AS IDENTITY, what text);

-- Everything that a trigger is told.
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plrust AS $$
    let id = |row: Option<PgHeapTuple<'_, AllocatedByPostgres>>| -> Result<String, TryFromDatumError> {
        match row {
            Some(row) => Ok(format!("{:?}", row.get_by_name::<i32>("id")?)),
            None => Ok("-".to_string()),
        }
    };
    let what = format!(
        "{} {} {} {} on {}.{} args {:?} new {} old {}",
        trigger.name()?, trigger.when()?, trigger.op()?, trigger.level(), trigger.table_schema()?, trigger.table_name()?,
        trigger.extra_args()?, id(trigger.new())?, id(trigger.old())?,
    );
    Spi::run_with_args("INSERT INTO seen (what) VALUES ($1)", Some(vec![(PgBuiltInOids::TEXTOID.oid(), what.into_datum())]))?;
    Ok(match trigger.op()? {
        PgTriggerOperation::Delete => trigger.old(),
        _ => trigger.new(),
    })
$$;
CREATE TRIGGER b_row BEFORE INSERT OR UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER b_statement BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON orders
    FOR EACH STATEMENT EXECUTE FUNCTION tell('first', 'with ''quote''');
CREATE TRIGGER c_row AFTER INSERT OR UPDATE OR DELETE ON orders
    FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER c_when AFTER UPDATE ON orders
    FOR EACH ROW WHEN (OLD.amount IS DISTINCT FROM NEW.amount) EXECUTE FUNCTION tell('amount');
INSERT INTO orders VALUES (1, 'one', 1.10), (2, NULL, NULL);
UPDATE orders SET note = 'eins' WHERE id = 1;
UPDATE orders SET amount = 5 WHERE id = 1;
DELETE FROM orders WHERE id = 2;
SELECT * FROM orders;
TRUNCATE orders;
SELECT what FROM seen ORDER BY n;
DROP TRIGGER b_row ON orders;
DROP TRIGGER b_statement ON orders;
DROP TRIGGER c_row ON orders;
DROP TRIGGER c_when ON orders;

-- Rows are changed, skipped, refused.
CREATE FUNCTION tidy() RETURNS trigger LANGUAGE plrust AS $$
    let mut row = trigger.new().ok_or("no new row")?.into_owned();
    let amount: Option<AnyNumeric> = row.get_by_name("amount")?;
    match amount {
        None => return Ok(None),
        Some(amount) if amount < AnyNumeric::from(0) => Err(format!("amount {amount} is negative"))?,
        Some(amount) => row.set_by_name("amount", amount * AnyNumeric::from(3))?,
    }
    let note: Option<String> = row.get_by_name("note")?;
    row.set_by_name("note", note.map(|note| note.trim().to_string()))?;
    row.set_by_name("tags", vec![Some("new".to_string()), None])?;
    Ok(Some(row))
$$;
CREATE TRIGGER tidy BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION tidy();
INSERT INTO orders VALUES (1, '  one ', 1.115), (2, 'skipped', NULL), (3, NULL, 0) RETURNING *;
INSERT INTO orders VALUES (4, 'no', -1);
UPDATE orders SET note = repeat('long ', 2000) WHERE id = 1;
SELECT id, length(note), amount, tags, doubled FROM orders ORDER BY id;
-- The table changes: a column goes, one comes, at the end and in between.
ALTER TABLE orders DROP COLUMN tags, ADD COLUMN tags text[], ADD COLUMN more int DEFAULT 7;
UPDATE orders SET note = ' again ' WHERE id = 3 RETURNING *;
ALTER TABLE orders DROP COLUMN note;
UPDATE orders SET amount = 1;
DROP TRIGGER tidy ON orders;

-- The old row instead of the new one: nothing changes.
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plrust AS 'Ok(trigger.old())';
CREATE TRIGGER keep BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION keep();
UPDATE orders SET amount = 99 WHERE id = 1 RETURNING id, amount;
DROP TRIGGER keep ON orders;

-- A row of another table.
CREATE TYPE pair AS (a int, b text);
CREATE FUNCTION other() RETURNS trigger LANGUAGE plrust AS $$
    let mut pair = PgHeapTuple::new_composite_type("pair")?;
    pair.set_by_name("a", 1)?;
    Ok(Some(pair))
$$;
CREATE TRIGGER other BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION other();
INSERT INTO orders (id) VALUES (9);
DROP TRIGGER other ON orders;

-- Transition tables.
CREATE FUNCTION count_changed() RETURNS trigger LANGUAGE plrust AS $$
    let old = trigger.old_transition_table_name()?;
    let new = trigger.new_transition_table_name()?;
    let rows = Spi::get_two::<i64, AnyNumeric>(
        "SELECT count(*), sum(after.amount - before.amount) FROM after JOIN before USING (id)")?;
    notice!("{old:?} {new:?}: {} rows, {}", rows.0.unwrap_or(0), rows.1.unwrap_or_default());
    Ok(None)
$$;
CREATE TRIGGER changed AFTER UPDATE ON orders REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION count_changed();
UPDATE orders SET amount = amount + id;
DROP TRIGGER changed ON orders;

-- A view, a deferred constraint, a partition.
CREATE VIEW cheap AS SELECT id, amount FROM orders WHERE amount < 100;
CREATE FUNCTION into_orders() RETURNS trigger LANGUAGE plrust AS $$
    let new = trigger.new().ok_or("no new row")?;
    Spi::run_with_args("INSERT INTO orders (id, amount) VALUES ($1, $2)", Some(vec![
        (PgBuiltInOids::INT4OID.oid(), new.get_by_name::<i32>("id")?.into_datum()),
        (PgBuiltInOids::NUMERICOID.oid(), new.get_by_name::<AnyNumeric>("amount")?.into_datum()),
    ]))?;
    Ok(Some(new))
$$;
CREATE TRIGGER instead INSTEAD OF INSERT ON cheap FOR EACH ROW EXECUTE FUNCTION into_orders();
INSERT INTO cheap VALUES (20, 2.5) RETURNING *;
SELECT id, amount FROM orders WHERE id = 20;
CREATE FUNCTION check_later() RETURNS trigger LANGUAGE plrust AS $$
    if Spi::get_one::<i64>("SELECT count(*) FROM orders WHERE amount > 1000")? != Some(0) {
        ereport!(ERROR, PgSqlErrorCode::ERRCODE_CHECK_VIOLATION, "too much", "The sum is checked at the end.");
    }
    Ok(trigger.new())
$$;
CREATE CONSTRAINT TRIGGER later AFTER INSERT OR UPDATE ON orders DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION check_later();
BEGIN;
UPDATE orders SET amount = 2000 WHERE id = 20;
UPDATE orders SET amount = 3 WHERE id = 20;
COMMIT;
BEGIN;
UPDATE orders SET amount = 2000 WHERE id = 20;
COMMIT;
CREATE TABLE parts (id int, note text) PARTITION BY RANGE (id);
CREATE TABLE parts_low (note text, id int);
ALTER TABLE parts ATTACH PARTITION parts_low FOR VALUES FROM (0) TO (10);
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plrust AS $$
    let mut row = trigger.new().ok_or("no new row")?.into_owned();
    let note: Option<String> = row.get_by_name("note")?;
    row.set_by_name("note", note.map(|note| note.to_uppercase() + &trigger.table_name().unwrap_or_default()))?;
    Ok(Some(row))
$$;
CREATE TRIGGER shout BEFORE INSERT ON parts FOR EACH ROW EXECUTE FUNCTION shout();
INSERT INTO parts VALUES (3, 'quiet ') RETURNING *;

-- A trigger that fires itself, and one that fails in the middle.
CREATE TABLE countdown (n int);
CREATE FUNCTION count_down() RETURNS trigger LANGUAGE plrust AS $$
    let new = trigger.new().ok_or("no new row")?;
    let n = new.get_by_name::<i32>("n")?.unwrap_or(0);
    if n > 0 {
        let args = vec![(PgBuiltInOids::INT4OID.oid(), (n - 1).into_datum())];
        Spi::run_with_args("INSERT INTO countdown VALUES ($1)", Some(args))?;
    }
    Ok(Some(new))
$$;
CREATE TRIGGER count_down BEFORE INSERT ON countdown FOR EACH ROW EXECUTE FUNCTION count_down();
INSERT INTO countdown VALUES (4);
SELECT array_agg(n ORDER BY n) FROM countdown;
CREATE FUNCTION odd_only() RETURNS trigger LANGUAGE plrust AS $$
    let new = trigger.new().ok_or("no new row")?;
    if new.get_by_name::<i32>("n")? == Some(52) { panic!("52 is even") }
    Ok(Some(new))
$$;
DROP TRIGGER count_down ON countdown;
CREATE TRIGGER odd_only BEFORE INSERT ON countdown FOR EACH ROW EXECUTE FUNCTION odd_only();
INSERT INTO countdown SELECT generate_series(51, 59);
INSERT INTO countdown VALUES (51) RETURNING n;

-- Not called by a trigger; arguments; a trigger's type elsewhere.
SELECT shout();
CREATE FUNCTION with_arguments(n int) RETURNS trigger LANGUAGE plrust AS 'Ok(trigger.new())';
CREATE FUNCTION takes_trigger(t trigger) RETURNS int LANGUAGE plrust AS 'Ok(None)';
CREATE FUNCTION mistyped() RETURNS trigger LANGUAGE plrust AS $$
    let row = trigger.nwe();
    Ok(row)
$$;
-- Values that the function does not touch stay as they are stored; a trigger need not give a row.
CREATE TABLE wide (n int, big text, gone int, word text);
ALTER TABLE wide DROP COLUMN gone, ALTER big SET STORAGE EXTERNAL;
INSERT INTO wide VALUES (1, repeat('x', 100000), 'one');
SELECT reltoastrelid::regclass AS toast FROM pg_class WHERE relname = 'wide' \gset
SELECT max(chunk_id::bigint) AS before FROM :toast \gset
CREATE FUNCTION count_up() RETURNS trigger LANGUAGE plrust AS $$
    let mut row = trigger.current().ok_or("no row")?;
    let n: Option<i32> = row.get_by_name("n")?;
    row.set_by_name("n", n.map(|n| n + 1))?;
    row.set_by_name("word", None::<String>)?;
    Ok(Some(row))
$$;
CREATE TRIGGER count_up BEFORE INSERT OR UPDATE ON wide FOR EACH ROW EXECUTE FUNCTION count_up();
UPDATE wide SET word = 'two' RETURNING n, length(big), word;
SELECT max(chunk_id::bigint) = :before AS is_same_chunk FROM :toast;
-- The old row, changed.
CREATE FUNCTION old_again() RETURNS trigger LANGUAGE plrust AS $$
    let mut row = trigger.old().ok_or("no row")?;
    row.set_by_name("word", trigger.relation()?.name())?;
    Ok(Some(row))
$$;
CREATE TRIGGER old_again BEFORE UPDATE ON wide FOR EACH ROW EXECUTE FUNCTION old_again();
UPDATE wide SET n = 100, big = 'short' RETURNING n, length(big), word;
DROP TRIGGER count_up ON wide;
DROP TRIGGER old_again ON wide;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plrust AS 'notice!("{} {}", trigger.level(), trigger.relation()?.namespace()); Ok(None)';
CREATE TRIGGER nothing AFTER UPDATE ON wide FOR EACH STATEMENT EXECUTE FUNCTION nothing();
CREATE TRIGGER nothing_row AFTER UPDATE ON wide FOR EACH ROW EXECUTE FUNCTION nothing();
UPDATE wide SET n = 5 RETURNING n;
