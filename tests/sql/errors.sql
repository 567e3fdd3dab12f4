-- What ends in an error says so with its own SQLSTATE, message, detail, hint and place.
CREATE EXTENSION plrust;
CREATE FUNCTION catch(command text) RETURNS TABLE (field text, value text) LANGUAGE plpgsql AS $$
DECLARE state text; message text; detail text; hint text; context text; col text; con text; tab text; sch text; typ text;
BEGIN
    EXECUTE command;
    RETURN QUERY SELECT 'result', 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
        hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT, col = COLUMN_NAME, con = CONSTRAINT_NAME,
        tab = TABLE_NAME, sch = SCHEMA_NAME, typ = PG_DATATYPE_NAME;
    RETURN QUERY SELECT * FROM (VALUES ('state', state), ('message', message), ('detail', detail), ('hint', hint),
        ('context', split_part(context, E'\n', 1)), ('column', col), ('constraint', con), ('table', tab),
        ('schema', sch), ('type', typ)) f(field, value) WHERE f.value <> '';
END $$;
\pset format unaligned
\pset tuples_only on

-- Err
CREATE FUNCTION parse(t text) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(t.parse::<i32>()?)) $$;
SELECT parse('12');
SELECT * FROM catch($c$ SELECT parse('x') $c$);
CREATE FUNCTION own_error() RETURNS int LANGUAGE plrust AS $$
    use std::fmt;
    #[derive(Debug)] struct Inner;
    impl fmt::Display for Inner { fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result { f.write_str("the inner one") } }
    impl std::error::Error for Inner {}
    #[derive(Debug)] struct Outer(Inner);
    impl fmt::Display for Outer { fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result { f.write_str("the outer one") } }
    impl std::error::Error for Outer { fn source(&self) -> Option<&(dyn std::error::Error + 'static)> { Some(&self.0) } }
    Err(Outer(Inner))?
$$;
SELECT * FROM catch('SELECT own_error()');

-- ereport!
CREATE FUNCTION raise() RETURNS int LANGUAGE plrust AS $$

    ereport!(ERROR, PgSqlErrorCode::ERRCODE_CHECK_VIOLATION, "not in range", "It is 7.");
    Ok(None)
$$;
SELECT * FROM catch('SELECT raise()');
CREATE FUNCTION plain() RETURNS int LANGUAGE plrust AS $$ error!("plain {}", 1); $$;
SELECT * FROM catch('SELECT plain()');

-- A PostgreSQL error passes with every field.
CREATE TABLE t (a int NOT NULL CONSTRAINT small CHECK (a < 10));
CREATE FUNCTION insert_it(a int) RETURNS void LANGUAGE plrust AS $$
    Spi::run_with_args("INSERT INTO t VALUES ($1)", Some(vec![(PgBuiltInOids::INT4OID.oid(), a.into_datum())]))?;
    Ok(Some(()))
$$;
SELECT * FROM catch('SELECT insert_it(11)');
SELECT * FROM catch('SELECT insert_it(NULL)');
SELECT * FROM catch('SELECT insert_it(9)');

-- Messages below ERROR.
CREATE FUNCTION talk() RETURNS void LANGUAGE plrust AS $$
    info!("info {}", 1); notice!("notice {}", 2); warning!("warning {}", 3); debug1!("debug"); log!("log");
    ereport!(NOTICE, PgSqlErrorCode::ERRCODE_WARNING, "a notice with", "a detail");
    Ok(Some(()))
$$;
SELECT talk();
-- FATAL and PANIC do not compile.
SELECT * FROM catch($c$ CREATE FUNCTION no() RETURNS void LANGUAGE plrust
AS 'ereport!(FATAL, PgSqlErrorCode::ERRCODE_WARNING, "no"); Ok(None)' $c$) WHERE field = 'state';

-- What does not compile: the user's own line, with a caret.
SELECT * FROM catch($c$ CREATE FUNCTION no(n int) RETURNS int STRICT LANGUAGE plrust AS '
    let text: &str = "x";
    Ok(Some(text))
' $c$);
SELECT * FROM catch($c$ CREATE FUNCTION no(n int) RETURNS int STRICT LANGUAGE plrust AS 'Ok(Some(n)' $c$);
-- The session goes on after all of this.
SELECT parse('13');
