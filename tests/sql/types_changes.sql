-- Types and tables that are altered under a function: it sees what they are, or says what does not fit.
CREATE EXTENSION plrust;
CREATE TABLE t (a int, b text);
INSERT INTO t VALUES (1, 'one');
CREATE FUNCTION show(v t) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(v.attributes().map(|(_, a)| a.name().to_string()).collect::<Vec<_>>().join(", ")))
$$;
CREATE FUNCTION id(v t) RETURNS t STRICT LANGUAGE plrust AS $$ Ok(Some(v.into_owned())) $$;
CREATE FUNCTION get_b(v t) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(v.get_by_name::<String>("b")?) $$;
CREATE FUNCTION make() RETURNS t LANGUAGE plrust AS $$
    let mut row = PgHeapTuple::new_composite_type("t")?;
    row.set_by_name("a", 7)?;
    Ok(Some(row))
$$;
SELECT show(t), id(t), get_b(t), make() FROM t;
ALTER TABLE t ADD COLUMN c date DEFAULT '2000-01-01';
SELECT show(t), id(t), get_b(t), make() FROM t;
ALTER TABLE t DROP COLUMN b;
SELECT show(t), id(t), make() FROM t;
SELECT get_b(t) FROM t;
ALTER TABLE t ADD COLUMN b int DEFAULT 5;
SELECT show(t), id(t), make() FROM t;
SELECT get_b(t) FROM t;
ALTER TABLE t ALTER COLUMN b TYPE text;
SELECT get_b(t), make() FROM t;
ALTER TABLE t RENAME COLUMN a TO z;
SELECT show(t), id(t) FROM t;
SELECT make();
-- In one statement's function, between reading a row and giving it back.
CREATE TYPE pair AS (x int, y int);
CREATE FUNCTION late(v pair) RETURNS pair VOLATILE STRICT LANGUAGE plrust AS $$
    let row = v.into_owned();
    Spi::run("ALTER TYPE pair ALTER ATTRIBUTE y TYPE text")?;
    Ok(Some(row))
$$;
SELECT late(ROW(1, 2));
CREATE FUNCTION later(v pair) RETURNS pair VOLATILE STRICT LANGUAGE plrust AS $$
    let row = v.into_owned();
    Spi::run("ALTER TYPE pair ADD ATTRIBUTE w int")?;
    Ok(Some(row))
$$;
SELECT later(ROW(1, 2));
SELECT show(t) FROM t;

-- A domain's base type cannot change, its checks can; a type that is dropped takes its functions with it.
CREATE DOMAIN d AS int;
CREATE FUNCTION d(v int) RETURNS d STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT d(1);
ALTER DOMAIN d ADD CHECK (value > 5);
SELECT d(1);
DROP DOMAIN d;
DROP DOMAIN d CASCADE;
CREATE DOMAIN d AS text;
CREATE FUNCTION d(v int) RETURNS d STRICT LANGUAGE plrust AS $$ Ok(Some(v.to_string())) $$;
SELECT d(1);
-- Another session's change is seen as well.
CREATE TYPE mood AS ENUM ('sad');
CREATE FUNCTION moods() RETURNS mood[] LANGUAGE plrust AS $$ Ok(Some(<Mood as pgrx::SqlEnum>::ALL.iter().map(|m| Some(*m)).collect())) $$;
SELECT moods();
\setenv PGDATABASE :DBNAME
\! psql -X -q -c "ALTER TYPE mood ADD VALUE 'glad'"
SELECT moods();
-- What the code says of an enum must still be so; where it says nothing, it sees what the enum is.
CREATE FUNCTION is_sad(m mood) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(matches!(m, Mood::Sad))) $$;
SELECT is_sad('sad'), is_sad('glad');
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
SELECT moods();
\set VERBOSITY terse
SELECT is_sad('blue');
\set VERBOSITY default
ALTER TYPE mood RENAME VALUE 'blue' TO 'sad';
SELECT is_sad('sad');
ALTER TYPE mood ADD VALUE 'angry' BEFORE 'sad';
SELECT moods(), is_sad('sad'), is_sad('angry');
BEGIN;
DROP TYPE mood CASCADE;
CREATE TYPE mood AS ENUM ('other', 'values');
CREATE FUNCTION moods() RETURNS mood[] LANGUAGE plrust AS $$ Ok(Some(<Mood as pgrx::SqlEnum>::ALL.iter().map(|m| Some(*m)).collect())) $$;
SELECT moods();
ROLLBACK;
SELECT moods();
-- A type that is dropped while its functions stay, because they name it in a query only.
CREATE TYPE gone AS (a int, b text);
CREATE FUNCTION by_name() RETURNS text LANGUAGE plrust AS $$
    let mut row = PgHeapTuple::new_composite_type("gone")?;
    row.set_by_name("a", 5)?;
    let text = row.get_by_name::<String>("b")?;
    Ok(Some(format!("{} columns, {text:?}, {:?}", row.len(), row.get_by_name::<i32>("a")?)))
$$;
SELECT by_name();
ALTER TYPE gone ADD ATTRIBUTE c date;
SELECT by_name();
DROP TYPE gone;
SELECT by_name();
CREATE TYPE gone AS (b int, a int);
SELECT by_name();
DROP TYPE gone;
CREATE TYPE gone AS (b text, z int, a int);
SELECT by_name();
-- Tables under queries whose plans are kept, and under triggers; changed by another session, too.
CREATE TABLE kept (a int, b int);
INSERT INTO kept VALUES (1, 2);
CREATE FUNCTION sum_of() RETURNS text LANGUAGE plrust AS $$
    Spi::connect(|client| {
        let row = client.select("SELECT * FROM kept", None, None)?.first();
        Ok(Some(format!("{:?} {:?}", row.get_by_name::<i32, _>("a"), row.get_by_name::<i32, _>("b"))))
    })
$$;
CREATE FUNCTION double() RETURNS trigger LANGUAGE plrust AS $$
    let mut row = trigger.new().ok_or("no row")?.into_owned();
    let b: Option<i32> = row.get_by_name("b")?;
    row.set_by_name("b", b.map(|b| b * 2))?;
    Ok(Some(row))
$$;
CREATE TRIGGER double BEFORE INSERT ON kept FOR EACH ROW EXECUTE FUNCTION double();
SELECT sum_of();
INSERT INTO kept VALUES (3, 4) RETURNING *;
\! psql -X -q -c "ALTER TABLE kept DROP COLUMN a; ALTER TABLE kept ADD COLUMN a text DEFAULT 'late'"
SELECT sum_of();
INSERT INTO kept VALUES (4, 'x') RETURNING *;
\! psql -X -q -c "ALTER TABLE kept ALTER COLUMN b TYPE bigint"
SELECT sum_of();
INSERT INTO kept VALUES (4, 'x') RETURNING *;
DROP TABLE kept;
SELECT sum_of();
CREATE TABLE kept (b int, a int);
INSERT INTO kept VALUES (2, 1);
SELECT sum_of();
-- The rows of a set, whose type changes between two of them or before the next call.
CREATE TYPE item AS (n int, t text);
CREATE FUNCTION items() RETURNS SETOF item LANGUAGE plrust AS $$
    let make = |n: i32| {
        let mut row = PgHeapTuple::new_composite_type("item").ok()?;
        row.set_by_name("n", n).ok()?;
        Some(row)
    };
    Ok(Some(SetOfIterator::new((1..3).map(make).collect::<Vec<_>>())))
$$;
SELECT * FROM items();
ALTER TYPE item ADD ATTRIBUTE d date;
SELECT * FROM items();
ALTER TYPE item DROP ATTRIBUTE t;
SELECT * FROM items();
SELECT items();
ALTER TYPE item ALTER ATTRIBUTE n TYPE bigint;
SELECT * FROM items();
DROP TYPE item;
-- A name with its schema, which the server remembers: what it stands for, and who may look, changes.
CREATE SCHEMA stable;
CREATE TYPE stable.horse AS (n int);
CREATE FUNCTION columns_of_horse() RETURNS text LANGUAGE plrust AS $$
    let row = PgHeapTuple::new_composite_type("stable.horse")?;
    Ok(Some(row.attributes().map(|(_, column)| column.name().to_string()).collect::<Vec<_>>().join(" ")))
$$;
GRANT USAGE ON SCHEMA stable TO PUBLIC;
SELECT columns_of_horse(), columns_of_horse();
ALTER TYPE stable.horse ADD ATTRIBUTE name text;
SELECT columns_of_horse();
ALTER TYPE stable.horse RENAME TO pony;
SELECT columns_of_horse();
CREATE TYPE stable.horse AS (other int);
SELECT columns_of_horse();
ALTER SCHEMA stable RENAME TO meadow;
SELECT columns_of_horse();
ALTER SCHEMA meadow RENAME TO stable;
SELECT columns_of_horse();
BEGIN;
DROP TYPE stable.horse;
CREATE TYPE stable.horse AS (inner_one int);
SELECT columns_of_horse();
ROLLBACK;
SELECT columns_of_horse();
CREATE ROLE regress_plrust_rider;
SET ROLE regress_plrust_rider;
SELECT columns_of_horse();
RESET ROLE;
REVOKE USAGE ON SCHEMA stable FROM PUBLIC;
SELECT columns_of_horse();
SET ROLE regress_plrust_rider;
SELECT columns_of_horse();
RESET ROLE;
GRANT USAGE ON SCHEMA stable TO regress_plrust_rider;
SET ROLE regress_plrust_rider;
SELECT columns_of_horse();
RESET ROLE;
DROP SCHEMA stable CASCADE;
DROP ROLE regress_plrust_rider;
