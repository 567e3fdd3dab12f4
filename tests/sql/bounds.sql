-- What a role without rights can have the extension store, show and log is bounded.
CREATE EXTENSION plrust;
CREATE ROLE regress_plrust_author;
CREATE SCHEMA author AUTHORIZATION regress_plrust_author;
SET ROLE regress_plrust_author;
SET plrust.artifact_limit = '64MB';
SET plrust.log_limit = -1;
-- A line of source, and megabytes of machine code.
CREATE FUNCTION author.large(n int) RETURNS int STRICT LANGUAGE plrust AS $$
    static LARGE: [u8; 20 << 20] = [1; 20 << 20];
    Ok(Some(i32::from(LARGE[n as usize])))
$$;
SELECT count(*) FROM pg_proc WHERE proname = 'large';
DO LANGUAGE plrust $$
    static LARGE: [u8; 20 << 20] = [1; 20 << 20];
    notice!("{}", std::hint::black_box(&LARGE)[5]);
    Ok(None)
$$;
RESET ROLE;
SET plrust.artifact_limit = '64MB';
CREATE FUNCTION author.large(n int) RETURNS int STRICT LANGUAGE plrust AS $$
    static LARGE: [u8; 20 << 20] = [1; 20 << 20];
    Ok(Some(i32::from(LARGE[n as usize])))
$$;
SELECT author.large(7), size >> 20 AS megabytes FROM plrust.functions;
RESET plrust.artifact_limit;
-- What is stored already runs.
\c
SELECT author.large(7);
SELECT plrust.recompile('author.large(int)');
SELECT author.large(7);

-- However long the words are that a message repeats.
CREATE FUNCTION failed(body text, OUT state text, OUT message int, OUT detail int, OUT hint int) LANGUAGE plpgsql AS $$
DECLARE message_text text; detail_text text; hint_text text;
BEGIN
    EXECUTE format('CREATE FUNCTION author.wordy() RETURNS int LANGUAGE plrust AS %L', body);
EXCEPTION WHEN others THEN
    GET STACKED DIAGNOSTICS message_text = MESSAGE_TEXT, detail_text = PG_EXCEPTION_DETAIL, hint_text = PG_EXCEPTION_HINT;
    state := SQLSTATE;
    message := octet_length(message_text);
    detail := octet_length(detail_text);
    hint := octet_length(hint_text);
END $$;
SELECT name, state, message BETWEEN 20 AND 1200 AS message, detail <= 17000 AS detail, hint <= 1200 AS hint
FROM (VALUES ('one error', 'Ok(Some(' || repeat('a', 200000) || '))'),
    ('many errors', (SELECT string_agg(format('let v%s = w%s;', n, n), E'\n') FROM generate_series(1, 2000) n) || ' Ok(None)'),
    ('words of its own', 'compile_error!("' || repeat('é', 100000) || '"); Ok(None)'),
    ('a type', 'let a: ' || repeat('Vec<', 100) || 'i32' || repeat('>', 100) || ' = 1; Ok(None)'),
    ('a label', '''' || repeat('b', 100000) || ': loop { break ''c; } Ok(None)')) AS bodies (name, body), failed(body);
SET plrust.allow_unsafe = on;
SELECT state, message BETWEEN 20 AND 1200 AS message, detail <= 17000 AS detail, hint <= 1200 AS hint
FROM failed('unsafe extern "C" { safe fn ' || repeat('c', 50000) || '(); } ' || repeat('c', 50000) || '(); Ok(None)');
RESET plrust.allow_unsafe;
-- And what is said at run time: each text of a report has 64 kB, a panic's 4.
CREATE FUNCTION says(n int, panics bool) RETURNS int STRICT LANGUAGE plrust AS $$
    let long = "é".repeat(n as usize);
    if panics { panic!("{long}"); }
    Err(long.into())
$$;
CREATE FUNCTION said(n int, panics bool) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RETURN says(n, panics);
EXCEPTION WHEN others THEN
    RETURN octet_length(SQLERRM);
END $$;
SELECT said(10, false), said(10000000, false), said(10, true), said(10000000, true);
DROP SCHEMA author CASCADE;
DROP OWNED BY regress_plrust_author;
DROP ROLE regress_plrust_author;
