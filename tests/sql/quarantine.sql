-- Machine code that faulted is not run again while plrust.quarantine_faults is on, until a superuser releases it.
CREATE EXTENSION plrust;
CREATE ROLE regress_plrust_author;
CREATE ROLE regress_plrust_caller;
CREATE SCHEMA author AUTHORIZATION regress_plrust_author;
CREATE SCHEMA caller AUTHORIZATION regress_plrust_caller;
GRANT USAGE ON SCHEMA author TO regress_plrust_caller;
SET plrust.allow_unsafe = on;
-- The setting is for superusers, and off.
SHOW plrust.quarantine_faults;
SET ROLE regress_plrust_author;
SET plrust.quarantine_faults = on;
-- 0: nothing happens; 1: reads where nothing is; 2: an instruction that must not be reached; 3: a panic; else calls itself.
CREATE FUNCTION author.f(n int) RETURNS int STRICT LANGUAGE plrust AS $$
    match n {
        0 => Ok(Some(0)),
        1 => Ok(Some(unsafe { std::ptr::read_volatile(std::hint::black_box(64 as *const i32)) })),
        2 => unsafe { std::hint::black_box(()); std::hint::unreachable_unchecked() },
        3 => panic!("on purpose"),
        _ => f(std::hint::black_box(n)).map(|v| v.map(|v| v + 1)),
    }
$$;
RESET ROLE;
CREATE FUNCTION try(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE query INTO result;
    RETURN 'returned ' || result;
EXCEPTION WHEN others THEN
    RETURN SQLSTATE || ': ' || SQLERRM;
END $$;
CREATE FUNCTION explain_error(query text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE query;
EXCEPTION WHEN others THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    detail := regexp_replace(detail, 'at .*: signal (\d+) at offset \d+', 'at TIME: signal \1 at offset N');
END $$;

-- Off: nothing is remembered, and nothing refused.
SELECT try('SELECT author.f(1)'), try('SELECT author.f(0)');
SELECT function, state, faulted, fault FROM plrust.functions;

-- On: what is an error is none of its business; a fault is.
SET plrust.quarantine_faults = on;
SELECT try('SELECT author.f(0)'), try('SELECT author.f(3)'), try('SELECT author.f(4)');
SELECT state FROM plrust.functions;
SELECT try('SELECT author.f(1)');
SELECT try('SELECT author.f(0)');
SELECT * FROM explain_error('SELECT author.f(0)');
SELECT function, state, faulted BETWEEN now() - interval '1 hour' AND now() AS is_lately, regexp_replace(fault, '\d+ of', 'N of') AS fault
    FROM plrust.functions;
-- Though the transaction was rolled back, in another session too.
\c
SET plrust.quarantine_faults = on;
SELECT try('SELECT author.f(0)');
-- For whom it is on.
SET plrust.quarantine_faults = off;
SELECT author.f(0);
SELECT state FROM plrust.functions;
SET plrust.quarantine_faults = on;
SELECT try('SELECT author.f(0)');

-- What an owner can do does not lift it: the machine code is the same.
SET plrust.allow_unsafe = on;
SET ROLE regress_plrust_author;
SELECT try('SELECT author.f(0)');
SELECT plrust.recompile('author.f(int)');
SELECT try('SELECT author.f(0)');
ALTER FUNCTION author.f(int) COST 7;
SELECT try('SELECT author.f(0)');
RESET ROLE;
ALTER FUNCTION author.f(int) OWNER TO regress_plrust_caller;
SELECT try('SELECT author.f(0)');
ALTER FUNCTION author.f(int) OWNER TO regress_plrust_author;
SET ROLE regress_plrust_author;
SELECT pg_get_functiondef('author.f(int)'::regprocedure) AS definition \gset
DROP FUNCTION author.f(int);
:definition;
SELECT try('SELECT author.f(0)');
SELECT function, state FROM plrust.functions;
SELECT plrust.release('author.f(int)');
SET plrust.quarantine_faults = off;
RESET ROLE;
-- Nor whoever may call what the superuser has granted by mistake.
GRANT EXECUTE ON FUNCTION plrust.release(regprocedure) TO regress_plrust_caller;
SET ROLE regress_plrust_caller;
SELECT plrust.release('author.f(int)');
-- The same code as another role's own is another thing: nobody puts that of others in quarantine, or takes it out.
SELECT replace(:'definition', 'author.f', 'caller.f') AS definition \gset
:definition;
SELECT caller.f(0);
SELECT try('SELECT caller.f(2)');
SELECT try('SELECT caller.f(0)'), try('SELECT author.f(0)');
RESET ROLE;
SELECT plrust.release('caller.f(int)'), plrust.release('caller.f(int)');
SELECT try('SELECT caller.f(0)'), try('SELECT author.f(0)');

-- Released, at once.
SELECT plrust.release('author.f(int)');
SELECT try('SELECT caller.f(2)'), try('SELECT author.f(0)');
SELECT plrust.release('caller.f(int)');
SELECT try('SELECT author.f(0)'), (SELECT string_agg(state, ' ') FROM plrust.functions);
-- Within one statement: a query that has begun to call it is refused the rest.
CREATE FUNCTION walk() RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text := ''; n int;
BEGIN
    FOREACH n IN ARRAY '{0,1,0}'::int[] LOOP
        BEGIN
            result := result || ' ' || author.f(n);
        EXCEPTION WHEN others THEN
            result := result || ' ' || SQLSTATE;
        END;
    END LOOP;
    RETURN result;
END $$;
SELECT walk();
-- Other machine code of the function is not in quarantine, nor is what it calls.
CREATE OR REPLACE FUNCTION author.f(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(n + 100)) $$;
SELECT author.f(0), (SELECT string_agg(state, ' ') FROM plrust.functions);
-- Triggers, sets.
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plrust AS $$
    let row = trigger.new().ok_or("no row")?.into_owned();
    if row.get_by_name::<bool>("bad")? == Some(true) {
        unsafe { std::ptr::write_volatile(std::hint::black_box(64 as *mut i32), 1) };
    }
    Ok(Some(row))
$$;
CREATE TABLE t (bad bool);
CREATE TRIGGER touch BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO t VALUES (false);
SELECT try('INSERT INTO t VALUES (true) RETURNING bad');
SELECT try('INSERT INTO t VALUES (false) RETURNING bad');
CREATE FUNCTION few(n int) RETURNS SETOF int STRICT LANGUAGE plrust AS $$
    Ok(Some(SetOfIterator::new((0..3).map(move |i| {
        if i == n { unsafe { std::ptr::write_volatile(std::hint::black_box(64 as *mut i32), 1) }; }
        Some(i)
    }))))
$$;
SELECT few(3);
SELECT try('SELECT count(*) FROM few(2)');
SELECT try('SELECT count(*) FROM few(3)');
SELECT plrust.release('few(int)');
SELECT count(*) FROM few(3);
-- A DO block is compiled each time, and not meant.
\set VERBOSITY terse
DO LANGUAGE plrust $$ unsafe { std::ptr::write_volatile(std::hint::black_box(64 as *mut i32), 1) };
    Ok(None) $$;
DO LANGUAGE plrust $$ unsafe { std::ptr::write_volatile(std::hint::black_box(64 as *mut i32), 1) };
    Ok(None) $$;
-- What the function cannot be called for.
SELECT plrust.release('try(text)'), plrust.release(0), plrust.fault('try(text)', ''), plrust.fault(0, '');
SELECT plrust.release('touch()');
DROP SCHEMA author, caller CASCADE;
DROP OWNED BY regress_plrust_author, regress_plrust_caller;
DROP ROLE regress_plrust_author, regress_plrust_caller;
