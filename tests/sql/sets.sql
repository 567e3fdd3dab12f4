-- Sets, tables and OUT arguments.
CREATE EXTENSION plrust;
CREATE FUNCTION words(t text) RETURNS SETOF text LANGUAGE plrust STRICT AS $$
    // Borrows its argument.
    Ok(Some(SetOfIterator::new(t.split(' ').map(|word| (word != "null").then(|| word.to_uppercase())))))
$$;
SELECT * FROM words('a bc null d');
SELECT words('x y'), 1 AS one;
SELECT count(*) FROM words(repeat('word ', 20000));
SELECT * FROM words(NULL);
SELECT w, o FROM words('p q') WITH ORDINALITY AS f(w, o);
SELECT n, w FROM generate_series(1, 2) n, LATERAL words('r' || n || ' s' || n) w;
SELECT * FROM ROWS FROM (words('a b c'), generate_series(1, 2)) AS f(w, n);
SELECT * FROM words('a b c d') LIMIT 2;
CREATE FUNCTION nothing() RETURNS SETOF int LANGUAGE plrust AS 'Ok(None)';
SELECT * FROM nothing();
CREATE FUNCTION upto(n int) RETURNS SETOF int LANGUAGE plrust STRICT AS $$
    Ok(Some(SetOfIterator::new((1..=n).map(Some))))
$$;
SELECT sum(i), count(*) FROM upto(100000) i;
SELECT upto(2), upto(3);

-- Tables.
CREATE FUNCTION lengths(t text, shortest int DEFAULT 1) RETURNS TABLE (word text, length int, big numeric)
LANGUAGE plrust STRICT AS $$
    let rows = t.split(' ').filter(move |word| word.len() >= shortest as usize).map(|word| {
        (Some(word.to_string()), Some(word.len() as i32), (word.len() > 2).then(|| AnyNumeric::from(word.len() as i64 * 10)))
    });
    Ok(Some(TableIterator::new(rows)))
$$;
SELECT * FROM lengths('a bcd ef');
SELECT word, big FROM lengths('a bcd ef', shortest => 2) ORDER BY word;
SELECT lengths('a bcd');
CREATE FUNCTION one_column() RETURNS TABLE (n bigint) LANGUAGE plrust AS $$
    Ok(Some(TableIterator::<(name!(n, Option<i64>),)>::new((1..4).map(|n| (Some(n),)))))
$$;
SELECT * FROM one_column();

-- Rows of a type, of a table, of what the query says.
CREATE TYPE pair AS (a int, b text[]);
CREATE FUNCTION pairs(n int) RETURNS SETOF pair LANGUAGE plrust STRICT AS $$
    let rows = (0..n).map(|a| {
        let mut pair = PgHeapTuple::new_composite_type("pair").ok()?;
        pair.set_by_name("a", a).ok()?;
        pair.set_by_name("b", vec![Some(format!("b{a}")), None]).ok()?;
        (a != 1).then_some(pair)
    });
    Ok(Some(SetOfIterator::new(rows)))
$$;
SELECT * FROM pairs(3);
SELECT (pairs(2)).a;
CREATE FUNCTION any_rows() RETURNS SETOF record LANGUAGE plrust AS $$
    let row = PgHeapTuple::new_record(vec![
        ("x", PgBuiltInOids::INT4OID.oid(), 1.into_datum()),
        ("y", PgBuiltInOids::TEXTOID.oid(), "why".into_datum()),
    ])?;
    Ok(Some(SetOfIterator::once(Some(row))))
$$;
SELECT * FROM any_rows() AS f(x int, y text);
SELECT * FROM any_rows() AS f(x int, y int);
SELECT * FROM any_rows() AS f(x int, y text, z int);
SELECT any_rows();
CREATE FUNCTION again(v anyelement, n int) RETURNS SETOF anyelement LANGUAGE plrust STRICT AS $$
    Ok(Some(SetOfIterator::new((0..n).map(move |_| Some(v.clone())))))
$$;
SELECT * FROM again('x'::text, 2);
SELECT * FROM again(1.5, 2);
SELECT * FROM again(ROW(1, ARRAY['b'])::pair, 2);

-- OUT arguments.
CREATE FUNCTION split(t text, OUT head text, OUT tail text) LANGUAGE plrust STRICT AS $$
    let (head, tail) = t.split_once(' ').ok_or("there is no blank")?;
    Ok(Some((Some(head.to_string()), (!tail.is_empty()).then(|| tail.to_string()))))
$$;
SELECT * FROM split('a b c');
SELECT split('a '), (split('x y')).tail;
SELECT split('one');
CREATE FUNCTION double(INOUT n int) LANGUAGE plrust STRICT AS 'Ok(Some(n * 2))';
SELECT double(21);
CREATE FUNCTION divide(a int, b int, OUT quotient int, OUT rest int) LANGUAGE plrust AS $$
    let (Some(a), Some(b)) = (a, b) else { return Ok(None) };
    Ok(Some((a.checked_div(b), a.checked_rem(b))))
$$;
SELECT * FROM divide(17, 5);
SELECT * FROM divide(1, 0);
SELECT * FROM divide(1, NULL);
CREATE PROCEDURE bump(INOUT n int, by int) LANGUAGE plrust AS 'Ok(Some((n.zip(by).map(|(n, by)| n + by),)))';
CALL bump(1, 2);
CREATE PROCEDURE two(INOUT a int, INOUT b text) LANGUAGE plrust AS $$
    Spi::run("CREATE TABLE IF NOT EXISTS done (n int)")?;
    Spi::commit();
    Ok(a.map(|a| (Some(a + 1), b.map(str::to_uppercase))))
$$;
CALL two(1, 'x');
CALL two(NULL, 'x');

-- Errors in the middle, and what comes after them.
CREATE FUNCTION fails_at(n int) RETURNS SETOF int LANGUAGE plrust STRICT AS $$
    Ok(Some(SetOfIterator::new((1..10).map(move |i| { if i == n { panic!("at {i}") }; Some(i) }))))
$$;
SELECT * FROM fails_at(3);
SELECT count(*) FROM fails_at(20);
CREATE FUNCTION bad_domain() RETURNS SETOF text LANGUAGE plrust AS $$
    Ok(Some(SetOfIterator::new((0..3).map(|n| Some(Spi::get_one::<i32>(&format!("SELECT 1 / (2 - {n})")).unwrap().unwrap().to_string())))))
$$;
SELECT * FROM bad_domain();
CREATE FUNCTION recursive(n int) RETURNS SETOF int LANGUAGE plrust STRICT AS $$
    let inner: Vec<Option<i32>> = match n {
        0 => vec![],
        _ => Spi::rows::<(Option<i32>,)>(&format!("SELECT recursive({})", n - 1), vec![])?.into_iter().map(|row| row.0).collect(),
    };
    Ok(Some(SetOfIterator::new(inner.into_iter().chain([Some(n)]))))
$$;
SELECT array_agg(n) FROM recursive(3) n;
-- The function is called, and fails, while it returns a set.
CREATE FUNCTION loses(n int) RETURNS SETOF int LANGUAGE plrust STRICT AS $$
    if n < 0 { panic!("negative") }
    Ok(Some(SetOfIterator::new((0..3).map(|i| {
        if i == 1 {
            Spi::run("DO LANGUAGE plpgsql $do$ BEGIN PERFORM loses(-1); EXCEPTION WHEN OTHERS THEN RAISE NOTICE '%', SQLERRM; END $do$").unwrap();
        }
        Some(i)
    }))))
$$;
SELECT * FROM loses(1);
SELECT count(*) FROM upto(3);
CREATE FUNCTION endless() RETURNS SETOF int LANGUAGE plrust AS 'Ok(Some(SetOfIterator::new(std::iter::repeat(Some(1)))))';
\set VERBOSITY terse
SET statement_timeout = '300ms';
SELECT * FROM endless() LIMIT 1;
RESET statement_timeout;
\set VERBOSITY default
-- Domains hold for each value.
CREATE DOMAIN small AS int NOT NULL CHECK (VALUE < 3);
CREATE FUNCTION smalls(n int, has_null bool) RETURNS SETOF small LANGUAGE plrust STRICT AS $$
    Ok(Some(SetOfIterator::new((0..n).map(Some).chain(has_null.then_some(None)))))
$$;
SELECT * FROM smalls(2, false);
SELECT * FROM smalls(4, false);
SELECT * FROM smalls(1, true);
CREATE PROCEDURE small_out(INOUT a small, INOUT b int) LANGUAGE plrust AS 'Ok(if b.is_some() { Some((a, b)) } else { None })';
CALL small_out(1, 2);
CALL small_out(1, NULL);
-- What a set held when it was left by an error between two values is given back.
CREATE FUNCTION heavy() RETURNS SETOF small LANGUAGE plrust AS $$
    let held = vec![7u8; 20_000_000];
    Ok(Some(SetOfIterator::new((0..9).map(move |i| Some(i + held[i as usize] as i32)))))
$$;
DO $$ BEGIN
    FOR i IN 1..30 LOOP
        BEGIN PERFORM * FROM heavy(); EXCEPTION WHEN check_violation THEN NULL; END;
    END LOOP;
END $$;
SELECT heap_bytes < 10000000 AS is_given_back FROM plrust.stats;
CREATE FUNCTION as_two(a anyelement) RETURNS TABLE (one anyelement, many anyarray) LANGUAGE plrust AS $$
    Ok(Some(TableIterator::once((a.clone(), Some(AnyArray::new(vec![Some(1i32), None])?)))))
$$;
SELECT * FROM as_two(5);
-- Where no set can be, and what is not there.
CREATE TABLE t (n int CHECK (n > upto(1)));
CREATE FUNCTION wrong_row() RETURNS TABLE (a int, b int) LANGUAGE plrust AS 'Ok(Some(TableIterator::once((Some(1),))))';
