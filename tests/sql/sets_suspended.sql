-- Sets of which a query takes as many values as it wants.
CREATE EXTENSION plrust;
CREATE FUNCTION endless(start int DEFAULT 0) RETURNS SETOF int LANGUAGE plrust STRICT AS $$
    Ok(Some(SetOfIterator::new((start..).map(Some))))
$$;
SELECT endless() LIMIT 3;
SELECT endless(10), 'again' LIMIT 2;
SELECT g, endless(g) FROM generate_series(1, 2) g LIMIT 2;

-- A set that says when it is dropped, and what it borrows.
CREATE FUNCTION watched(name text, n int) RETURNS SETOF text LANGUAGE plrust STRICT AS $$
    struct Watch<'a>(&'a str);
    impl Drop for Watch<'_> {
        fn drop(&mut self) { notice!("{} is dropped", self.0) }
    }
    let watch = Watch(name);
    let value = move |n| {
        let watch: &Watch = &watch;
        Some(format!("{}{n}", watch.0))
    };
    Ok(Some(SetOfIterator::new((0..n).map(value))))
$$;
SELECT watched('all', 2);
SELECT watched('some', 5) LIMIT 2;
SELECT watched('none', 0);
-- At rescan: once for each row of g.
SELECT g, (SELECT watched('inner' || g, 5) LIMIT 1) FROM generate_series(1, 2) g;
-- Two at a time, of one function.
SELECT watched('left', 2), watched('right', 3);
-- Cursors.
BEGIN;
DECLARE c CURSOR FOR SELECT watched('cursor', 100);
FETCH 2 FROM c;
SELECT watched('between', 1);
FETCH 1 FROM c;
CLOSE c;
DECLARE c SCROLL CURSOR WITH HOLD FOR SELECT watched('held', 3);
FETCH 1 FROM c;
COMMIT;
FETCH 1 FROM c;
FETCH PRIOR FROM c;
CLOSE c;

-- What is borrowed from long, toasted and composed arguments stays.
CREATE FUNCTION parts(t text, a text[], j jsonb, raw bytea) RETURNS SETOF text LANGUAGE plrust STRICT AS $$
    let tail = j.0["k"].as_str().unwrap_or("").to_string();
    let items: Vec<&'a str> = a.iter().flatten().collect();
    Ok(Some(SetOfIterator::new(items.into_iter().map(move |item| {
        Some(format!("{item} {} {} {tail}", t.len(), raw.iter().filter(|byte| **byte == 1).count()))
    }))))
$$;
CREATE TABLE long AS SELECT repeat('long ', 100000) AS t, decode(repeat('01', 50000), 'hex') AS raw;
SELECT parts(t, '{a,NULL,b}', '{"k": "v"}', raw) FROM long;
CREATE FUNCTION kinds(v anyelement, n int) RETURNS SETOF anyelement LANGUAGE plrust STRICT AS $$
    Ok(Some(SetOfIterator::new((0..n).map(move |i| (i != 1).then(|| v.clone())))))
$$;
SELECT kinds('x'::text, 3), kinds(ROW(1, 'a'), 2);

-- Rows.
CREATE FUNCTION pairs(n int) RETURNS TABLE (a int, b text) LANGUAGE plrust STRICT AS $$
    Ok(Some(TableIterator::new((0..n).map(|n| (Some(n), (n > 0).then(|| format!("b{n}")))))))
$$;
SELECT pairs(1000000000) LIMIT 2;
SELECT (pairs(3)).* LIMIT 4;
CREATE TYPE pair AS (a int, b text);
CREATE FUNCTION typed(n int) RETURNS SETOF pair LANGUAGE plrust STRICT AS $$
    Ok(Some(SetOfIterator::new((0..n).map(|n| {
        let mut pair = PgHeapTuple::new_composite_type("pair").ok()?;
        pair.set_by_name("a", n).ok()?;
        Some(pair)
    }))))
$$;
SELECT typed(3), (typed(2)).a LIMIT 2;

-- Errors: in the middle, between two values, when it is dropped.
CREATE FUNCTION fails_at(n int) RETURNS SETOF int LANGUAGE plrust STRICT AS $$
    if n < 0 { Err("negative")? }
    Ok(Some(SetOfIterator::new((1..10).map(move |i| { if i == n { panic!("at {i}") }; Some(i) }))))
$$;
SELECT fails_at(3);
SELECT fails_at(3) LIMIT 2;
SELECT fails_at(-1);
SELECT 10 / (2 - fails_at(20));
SELECT count(*) FROM (SELECT fails_at(20) OFFSET 0) s;
CREATE FUNCTION drop_fails() RETURNS SETOF int LANGUAGE plrust AS $$
    struct Bad;
    impl Drop for Bad { fn drop(&mut self) { panic!("dropped") } }
    let bad = Bad;
    Ok(Some(SetOfIterator::new((0..).map(move |i| { let _ = &bad; Some(i) }))))
$$;
SELECT drop_fails() LIMIT 1;
SELECT drop_fails() LIMIT 0;
BEGIN;
DECLARE c CURSOR FOR SELECT drop_fails();
FETCH 1 FROM c;
ROLLBACK;
-- A cursor whose set is lost by the failure of another call.
BEGIN;
DECLARE c CURSOR FOR SELECT fails_at(20);
FETCH 2 FROM c;
SAVEPOINT s;
SELECT fails_at(1);
ROLLBACK TO s;
FETCH 1 FROM c;
ROLLBACK;
-- By another version of the function.
BEGIN;
DECLARE c CURSOR FOR SELECT endless();
FETCH 1 FROM c;
CREATE OR REPLACE FUNCTION endless(start int DEFAULT 0) RETURNS SETOF int LANGUAGE plrust STRICT AS $$
    Ok(Some(SetOfIterator::new((start..).map(|n| Some(-n)))))
$$;
SELECT endless(7) LIMIT 1;
FETCH 1 FROM c;
ROLLBACK;
-- By another role.
CREATE ROLE plrust_sets_user;
BEGIN;
DECLARE c CURSOR FOR SELECT endless();
FETCH 1 FROM c;
SET LOCAL ROLE plrust_sets_user;
SAVEPOINT s;
FETCH 1 FROM c;
ROLLBACK TO s;
ROLLBACK;
BEGIN;
DECLARE c CURSOR FOR SELECT watched('of another role', 3);
FETCH 1 FROM c;
SET LOCAL ROLE plrust_sets_user;
CLOSE c;
ROLLBACK;
DROP ROLE plrust_sets_user;
-- While it runs: recursion, its own cursor, queries in each value.
CREATE FUNCTION nested(depth int) RETURNS SETOF text LANGUAGE plrust STRICT AS $$
    Ok(Some(SetOfIterator::new((0..2).map(move |n| {
        let inner = match depth {
            0 => String::new(),
            _ => Spi::get_one::<String>(&format!("SELECT nested({}) LIMIT 1", depth - 1)).unwrap().unwrap(),
        };
        Some(format!("{depth}.{n} {inner}"))
    }))))
$$;
SELECT nested(3);
-- Nothing is left of sets that were not finished.
CREATE FUNCTION heavy(t text) RETURNS SETOF int LANGUAGE plrust STRICT AS $$
    let held = vec![1u8; 5_000_000];
    Ok(Some(SetOfIterator::new((0..9).map(move |i| Some(i + held[i as usize] as i32 + t.len() as i32)))))
$$;
DO $$
BEGIN
    FOR i IN 1..50 LOOP
        PERFORM heavy(repeat('x', 1000000)) LIMIT 1;
        BEGIN PERFORM 1 / (heavy(repeat('x', 1000000)) - 1000002); EXCEPTION WHEN division_by_zero THEN NULL; END;
    END LOOP;
END $$;
SELECT heap_bytes < 60000000 AS is_given_back FROM plrust.stats;
-- SECURITY DEFINER and SET.
CREATE FUNCTION as_owner() RETURNS SETOF text SECURITY DEFINER SET work_mem = '77kB' LANGUAGE plrust AS $$
    Ok(Some(SetOfIterator::new((0..9).map(|_| Spi::get_one::<String>("SELECT current_setting('work_mem')").unwrap()))))
$$;
SELECT as_owner() LIMIT 2;
CREATE FUNCTION stuck() RETURNS SETOF int LANGUAGE plrust AS $$
    Ok(Some(SetOfIterator::new((0..).filter(|n| *n < 2).map(Some))))
$$;
SET statement_timeout = '500ms';
\set VERBOSITY terse
SELECT count(*) FROM (SELECT endless()) s;
SELECT stuck() LIMIT 1;
SELECT stuck();
