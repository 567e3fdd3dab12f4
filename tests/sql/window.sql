-- Window functions in Rust, against PostgreSQL's own.
CREATE EXTENSION plrust;
SET client_min_messages = warning;
CREATE TABLE t AS SELECT i, i % 3 AS g, (i * 7) % 5 AS k, CASE WHEN i % 4 = 0 THEN NULL ELSE repeat('w' || i, 1 + (i % 6) * 20) END AS word
FROM generate_series(1, 60) i;

CREATE FUNCTION my_row_number() RETURNS bigint LANGUAGE plrust WINDOW AS $$
    let row = window.current_position();
    window.set_mark_position(row);
    Ok(Some(row + 1))
$$;
CREATE FUNCTION my_rank() RETURNS bigint LANGUAGE plrust WINDOW AS $$
    let row = window.current_position();
    let is_peer = row > 0 && window.rows_are_peers(row - 1, row);
    let rank = window.partition_value::<i64>();
    if !is_peer { *rank = row + 1; }
    let rank = *rank;
    window.set_mark_position(row);
    Ok(Some(rank))
$$;
CREATE FUNCTION my_dense_rank() RETURNS bigint LANGUAGE plrust WINDOW AS $$
    let row = window.current_position();
    let is_peer = row > 0 && window.rows_are_peers(row - 1, row);
    let rank = window.partition_value::<i64>();
    *rank += i64::from(!is_peer);
    Ok(Some(*rank))
$$;
CREATE FUNCTION my_percent_rank() RETURNS float8 LANGUAGE plrust WINDOW AS $$
    let row = window.current_position();
    let is_peer = row > 0 && window.rows_are_peers(row - 1, row);
    let rows = window.row_count();
    let rank = window.partition_value::<i64>();
    if !is_peer { *rank = row + 1; }
    Ok(Some(if rows > 1 { (*rank - 1) as f64 / (rows - 1) as f64 } else { 0.0 }))
$$;
CREATE FUNCTION my_ntile(buckets int) RETURNS int LANGUAGE plrust WINDOW AS $$
    let row = window.current_position();
    let rows = window.row_count();
    let Some(buckets) = buckets.current() else { return Ok(None) };
    if buckets <= 0 {
        ereport!(ERROR, PgSqlErrorCode::ERRCODE_INVALID_ARGUMENT_FOR_NTILE, "argument of ntile must be greater than zero");
    }
    let (size, larger) = (rows / i64::from(buckets), rows % i64::from(buckets));
    let in_larger = larger * (size + 1);
    let bucket = if row < in_larger { row / (size + 1) } else { larger + (row - in_larger) / size.max(1) };
    Ok(Some(bucket as i32 + 1))
$$;
CREATE FUNCTION my_lag(value anyelement, distance int) RETURNS anyelement LANGUAGE plrust WINDOW AS $$
    let Some(distance) = distance.current() else { return Ok(None) };
    Ok(value.in_partition(-distance, WindowSeek::Current, false).flatten())
$$;
CREATE FUNCTION my_lead(value text) RETURNS text LANGUAGE plrust WINDOW AS $$
    Ok(value.in_partition(1, WindowSeek::Current, true).flatten())
$$;
CREATE FUNCTION my_first(value anyelement) RETURNS anyelement LANGUAGE plrust WINDOW AS $$
    Ok(value.in_frame(0, WindowSeek::Head, true).flatten())
$$;
CREATE FUNCTION my_last(value text) RETURNS text LANGUAGE plrust WINDOW AS $$
    Ok(value.in_frame(0, WindowSeek::Tail, true).flatten())
$$;
CREATE FUNCTION my_nth(value text, n int) RETURNS text LANGUAGE plrust WINDOW AS $$
    let Some(n) = n.current() else { return Ok(None) };
    Ok(value.in_frame(n - 1, WindowSeek::Head, false).flatten())
$$;
-- How many rows differ: none.
SELECT count(*) FILTER (WHERE mine IS DISTINCT FROM theirs) AS differ, count(*) FROM (
    SELECT (my_row_number() OVER w, my_rank() OVER w, my_dense_rank() OVER w, my_percent_rank() OVER w, my_ntile(4) OVER w)::text AS mine,
           (row_number() OVER w, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, ntile(4) OVER w)::text AS theirs
    FROM t WINDOW w AS (PARTITION BY g ORDER BY k)) f;
SELECT count(*) FILTER (WHERE mine IS DISTINCT FROM theirs) AS differ FROM (
    SELECT (my_ntile(7) OVER w, my_ntile(100) OVER w, my_ntile(NULL) OVER w)::text AS mine, (ntile(7) OVER w, ntile(100) OVER w, ntile(NULL) OVER w)::text AS theirs
    FROM t WINDOW w AS (ORDER BY i)) f;
SELECT count(*) FILTER (WHERE mine IS DISTINCT FROM theirs) AS differ FROM (
    SELECT (my_lag(i, 2) OVER w, my_lag(word, 1) OVER w, my_lag(ARRAY[i, k], 3) OVER w, my_lag(i::numeric, -1) OVER w, my_lag(i, NULL) OVER w, my_lead(word) OVER w)::text AS mine,
           (lag(i, 2) OVER w, lag(word, 1) OVER w, lag(ARRAY[i, k], 3) OVER w, lag(i::numeric, -1) OVER w, lag(i, NULL) OVER w, lead(word) OVER w)::text AS theirs
    FROM t WINDOW w AS (PARTITION BY g ORDER BY i)) f;
SELECT count(*) FILTER (WHERE mine IS DISTINCT FROM theirs) AS differ FROM (
    SELECT (my_first(i) OVER w, my_first(word) OVER w, my_last(word) OVER w, my_nth(word, 3) OVER w, my_nth(word, NULL) OVER w)::text AS mine,
           (first_value(i) OVER w, first_value(word) OVER w, last_value(word) OVER w, nth_value(word, 3) OVER w, nth_value(word, NULL) OVER w)::text AS theirs
    FROM t WINDOW w AS (PARTITION BY g ORDER BY i ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW)) f;
SELECT count(*) FILTER (WHERE mine IS DISTINCT FROM theirs) AS differ FROM (
    SELECT (my_first(i) OVER w, my_last(word) OVER w)::text AS mine, (first_value(i) OVER w, last_value(word) OVER w)::text AS theirs
    FROM t WINDOW w AS (PARTITION BY g ORDER BY k RANGE BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES)) f;

-- What a partition keeps: any type, also one of the function's own, dropped with the partition.
CREATE FUNCTION running_median(x int) RETURNS float8 LANGUAGE plrust WINDOW AS $$
    #[derive(Default)]
    struct Sorted(Vec<i32>);
    let x = x.current();
    let seen = &mut window.partition_value::<Sorted>().0;
    if let Some(x) = x {
        let place = seen.partition_point(|y| *y < x);
        seen.insert(place, x);
    }
    let middle = seen.len() / 2;
    Ok(match seen.len() {
        0 => None,
        n if n % 2 == 1 => Some(f64::from(seen[middle])),
        _ => Some((f64::from(seen[middle - 1]) + f64::from(seen[middle])) / 2.0),
    })
$$;
SELECT count(*) FILTER (WHERE mine IS DISTINCT FROM theirs) AS differ FROM (
    SELECT running_median((i * 37) % 23) OVER (PARTITION BY g ORDER BY i) AS mine,
        (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (o.i * 37) % 23) FROM t o WHERE o.g = t.g AND o.i <= t.i) AS theirs
    FROM t) f;
SELECT count(DISTINCT m) FROM (SELECT running_median(i) OVER (PARTITION BY i / 2) AS m FROM generate_series(1, 100000) i) f;
CREATE TEMP TABLE before AS SELECT heap_bytes FROM plrust.session_stats();
SELECT count(DISTINCT m) FROM (SELECT running_median(i) OVER (PARTITION BY i / 2) AS m FROM generate_series(1, 100000) i) f;
SELECT s.heap_bytes <= before.heap_bytes AS not_more FROM plrust.session_stats() s, before;

-- Queries, subtransactions and NULL.
CREATE FUNCTION with_query(x int) RETURNS int LANGUAGE plrust WINDOW AS $$
    let before = Spi::subtransaction(|_| Ok::<_, CaughtError>(x.in_partition(-1, WindowSeek::Current, false))).ok().flatten().flatten();
    Ok(Spi::get_one_with_args::<i32>("SELECT $1 + coalesce($2, 0)", vec![
        (PgBuiltInOids::INT4OID.oid(), x.current().into_datum()), (PgBuiltInOids::INT4OID.oid(), before.into_datum())])?)
$$;
SELECT i, with_query(i) OVER (ORDER BY i) FROM t WHERE i < 4;
-- A row is of a type that has a name: PostgreSQL does not know the columns of others here.
CREATE FUNCTION two(x int, OUT before int, OUT after int) LANGUAGE plrust WINDOW AS 'Ok(None)';
CREATE TYPE neighbours AS (before int, after int);
CREATE FUNCTION two(x int) RETURNS neighbours LANGUAGE plrust WINDOW AS $$
    let near = |offset| x.in_partition(offset, WindowSeek::Current, false).flatten();
    let mut row = PgHeapTuple::new_composite_type("neighbours")?;
    row.set_by_name("before", near(-1))?;
    row.set_by_name("after", near(1))?;
    Ok(Some(row))
$$;
SELECT i, (two(i) OVER (ORDER BY i)).* FROM t WHERE i < 4;
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE FUNCTION changed(m mood, o t) RETURNS text LANGUAGE plrust WINDOW AS $$
    let was: Option<Option<Mood>> = m.in_partition(-1, WindowSeek::Current, false);
    let g = o.current().map(|row| row.get_by_name::<i32>("g")).transpose()?.flatten();
    Ok(Some(format!("{:?} {:?} {g:?}", was.is_some(), was.flatten() == m.current())))
$$;
SELECT i, changed(CASE WHEN i < 3 THEN 'sad' ELSE 'glad' END::mood, t) OVER (ORDER BY i) FROM t WHERE i < 5;

-- Errors.
SELECT my_ntile(0) OVER (ORDER BY i) FROM t;
CREATE FUNCTION bad_mark() RETURNS int LANGUAGE plrust WINDOW AS $$ window.set_mark_position(window.current_position() + 1); Ok(None) $$;
SELECT bad_mark() OVER (ORDER BY i) FROM t;
CREATE FUNCTION bad_peers(n int) RETURNS bool LANGUAGE plrust WINDOW AS $$ Ok(Some(window.rows_are_peers(0, n.current().unwrap_or(0) as i64))) $$;
SELECT bad_peers(-1) OVER (ORDER BY i) FROM t;
SELECT bad_peers(1000) OVER (ORDER BY i) FROM t;
SELECT bad_peers(i) OVER (ORDER BY g) FROM t WHERE i < 4;
CREATE FUNCTION bad_seek(n int) RETURNS int LANGUAGE plrust WINDOW AS $$ Ok(n.in_frame(0, WindowSeek::Current, false).flatten()) $$;
SELECT bad_seek(i) OVER (ORDER BY i) FROM t;
CREATE FUNCTION behind_mark(n int) RETURNS int LANGUAGE plrust WINDOW AS $$
    window.set_mark_position(window.current_position());
    Ok(n.in_partition(-1, WindowSeek::Current, false).flatten())
$$;
SELECT behind_mark(i) OVER (ORDER BY i) FROM t;
CREATE FUNCTION two_types() RETURNS int LANGUAGE plrust WINDOW AS $$
    if window.current_position() == 0 { window.partition_value::<i32>(); } else { window.partition_value::<i64>(); }
    Ok(None)
$$;
SELECT two_types() OVER (ORDER BY i) FROM t;
CREATE FUNCTION fails_at(n int) RETURNS int LANGUAGE plrust WINDOW AS $$
    *window.partition_value::<i32>() += 1;
    if n.current() == Some(3) { panic!("three"); }
    Ok(Some(*window.partition_value::<i32>()))
$$;
SELECT fails_at(i) OVER (ORDER BY i) FROM t;
SELECT fails_at(i) OVER (ORDER BY i) FROM t WHERE i > 57;
SELECT my_row_number();
CREATE FUNCTION no("window" int) RETURNS int LANGUAGE plrust WINDOW AS $$ Ok(None) $$;
CREATE FUNCTION no() RETURNS SETOF int LANGUAGE plrust WINDOW AS $$ Ok(None) $$;
CREATE FUNCTION no(v internal) RETURNS int LANGUAGE plrust WINDOW AS $$ Ok(None) $$;
CREATE FUNCTION no(v int) RETURNS int LANGUAGE plrust WINDOW AS $$
    thread_local!(static KEPT: std::cell::RefCell<Option<WindowArgument<'static, i32>>> = const { std::cell::RefCell::new(None) });
    KEPT.set(Some(v));
    Ok(None)
$$;
SET plrust.allowed_capabilities = 'memory, random, time, errors, spi, types';
SELECT my_row_number() OVER () FROM t LIMIT 1;
