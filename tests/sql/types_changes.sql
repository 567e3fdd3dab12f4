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
