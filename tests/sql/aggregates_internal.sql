-- Aggregates whose state is a Rust value that stays in the region between the calls.
CREATE EXTENSION plrust;
SET client_min_messages = warning;
CREATE TABLE words AS SELECT i, i % 7 AS g, CASE WHEN i % 5 = 0 THEN NULL ELSE 'w' || i % 11 END AS word
FROM generate_series(1, 2000) i;
CREATE TABLE many AS SELECT i, (i * 7919::bigint) % 100000 AS g FROM generate_series(1, 300000) i;
ANALYZE;

-- The words and how often each came: a map that grows in place, in whatever function touches it.
CREATE FUNCTION count_word(state internal, word text) RETURNS internal IMMUTABLE PARALLEL SAFE LANGUAGE plrust AS $$
    let mut state = state.unwrap_or_default();
    let counts = state.get_or_insert_default::<std::collections::BTreeMap<String, i64>>();
    if let Some(word) = word {
        *counts.entry(word.to_string()).or_insert(0) += 1;
    }
    Ok(Some(state))
$$;
CREATE FUNCTION most_common(state internal) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE plrust AS $$
    let Some(state) = state else { return Ok(None) };
    let counts = state.get::<std::collections::BTreeMap<String, i64>>().ok_or("there are counts")?;
    Ok(counts.iter().max_by_key(|(word, n)| (**n, std::cmp::Reverse(word.as_str()))).map(|(word, n)| format!("{word}:{n}")))
$$;
CREATE FUNCTION merge_counts(a internal, b internal) RETURNS internal IMMUTABLE PARALLEL SAFE LANGUAGE plrust AS $$
    type Counts = std::collections::BTreeMap<String, i64>;
    let (mut a, b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (one, other) => return Ok(one.or(other)),
    };
    let counts = a.get_or_insert_default::<Counts>();
    for (word, n) in b.get::<Counts>().into_iter().flatten() {
        *counts.entry(word.clone()).or_insert(0) += n;
    }
    Ok(Some(a))
$$;
CREATE FUNCTION write_counts(state internal) RETURNS bytea IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plrust AS $$
    let counts = state.get::<std::collections::BTreeMap<String, i64>>().ok_or("there are counts")?;
    let mut bytes = Vec::new();
    for (word, n) in counts {
        bytes.extend((word.len() as u32).to_be_bytes());
        bytes.extend(word.as_bytes());
        bytes.extend(n.to_be_bytes());
    }
    Ok(Some(bytes))
$$;
CREATE FUNCTION read_counts(bytes bytea, dummy internal) RETURNS internal IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plrust AS $$
    Ok(None)
$$;
CREATE OR REPLACE FUNCTION read_counts(bytes bytea, dummy internal) RETURNS internal IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plrust AS $$
    let mut counts = std::collections::BTreeMap::<String, i64>::new();
    let mut rest = bytes;
    while let Some((length, tail)) = rest.split_first_chunk::<4>() {
        let (word, tail) = tail.split_at(u32::from_be_bytes(*length) as usize);
        let (n, tail) = tail.split_first_chunk::<8>().ok_or("a count is missing")?;
        counts.insert(String::from_utf8(word.to_vec())?, i64::from_be_bytes(*n));
        rest = tail;
    }
    Ok(Some(Internal::new(counts)))
$$;
CREATE AGGREGATE favourite(text) (SFUNC = count_word, STYPE = internal, FINALFUNC = most_common,
    COMBINEFUNC = merge_counts, SERIALFUNC = write_counts, DESERIALFUNC = read_counts, PARALLEL = SAFE);
SELECT favourite(word), mode() WITHIN GROUP (ORDER BY word) FROM words;
SELECT favourite(word) FROM words WHERE false;
SELECT g, favourite(word), favourite(word) FILTER (WHERE i < 30) AS early, favourite(DISTINCT word) AS any_one
FROM words GROUP BY g ORDER BY g;
-- Sorted and hashed, all at once, and with grouping sets.
SET enable_hashagg = off;
SELECT g, favourite(word) FROM words GROUP BY g HAVING g < 2 ORDER BY g;
RESET enable_hashagg;
SELECT g, i % 2 AS odd, favourite(word) FROM words WHERE g < 2 GROUP BY GROUPING SETS ((g), (i % 2), ()) ORDER BY 1, 2;

-- In parallel workers: written there, read and merged here.
ALTER TABLE words SET (parallel_workers = 2);
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT favourite(word) FROM words;
SELECT favourite(word) = mode() WITHIN GROUP (ORDER BY word) || ':' || max(n) AS same
FROM words, (SELECT count(*) AS n FROM words WHERE word IS NOT NULL GROUP BY word ORDER BY 1 DESC LIMIT 1) c;
EXPLAIN (COSTS OFF) SELECT g, favourite(word) FROM words GROUP BY g;
SELECT g, favourite(word) FROM words GROUP BY g ORDER BY g;
SET max_parallel_workers_per_gather = 0;

-- Against PostgreSQL's own: a hundred thousand groups, of several aggregates at once, and nothing is left of them.
CREATE FUNCTION push(state internal, n bigint) RETURNS internal IMMUTABLE STRICT LANGUAGE plrust AS $$
    let mut state = state;
    state.get_or_insert_default::<Vec<i64>>().push(n);
    Ok(Some(state))
$$;
CREATE FUNCTION push_or_start(state internal, n bigint) RETURNS internal IMMUTABLE LANGUAGE plrust AS $$
    let mut state = state.unwrap_or_default();
    state.get_or_insert_default::<Vec<i64>>().extend(n);
    Ok(Some(state))
$$;
CREATE FUNCTION sum_of(state internal) RETURNS bigint IMMUTABLE STRICT LANGUAGE plrust AS $$
    Ok(state.get::<Vec<i64>>().map(|all| all.iter().sum()))
$$;
CREATE FUNCTION all_of(state internal) RETURNS bigint[] IMMUTABLE STRICT LANGUAGE plrust AS $$
    Ok(state.get::<Vec<i64>>().map(|all| all.iter().copied().map(Some).collect()))
$$;
CREATE AGGREGATE my_sum(bigint) (SFUNC = push_or_start, STYPE = internal, FINALFUNC = sum_of);
CREATE AGGREGATE my_array(bigint) (SFUNC = push_or_start, STYPE = internal, FINALFUNC = all_of);
SET work_mem = '64MB';
CREATE VIEW groups AS SELECT g, my_sum(i) AS mine, my_array(i ORDER BY i) AS all_mine, sum(i) AS theirs, array_agg(i::bigint ORDER BY i) AS all_theirs
FROM many GROUP BY g;
SELECT count(*), count(*) FILTER (WHERE mine = theirs AND all_mine = all_theirs) AS same FROM groups;
CREATE VIEW hashed AS SELECT g, my_sum(i) AS mine, sum(i) AS theirs FROM many GROUP BY g;
EXPLAIN (COSTS OFF) SELECT * FROM hashed;
SELECT count(*), bool_and(mine = theirs) AS same FROM hashed;
CREATE TEMP TABLE before AS SELECT heap_bytes FROM plrust.session_stats();
SELECT count(*), bool_and(mine = theirs) AS same FROM hashed;
SELECT count(*) FROM (SELECT * FROM hashed LIMIT 10) f;
SELECT g / (g - 77777) AS boom, my_sum(i) FROM many GROUP BY g ORDER BY my_sum(i) LIMIT 1;
SELECT count(*), bool_and(mine = theirs) AS same FROM hashed;
SELECT n FROM generate_series(1, 3) n WHERE (SELECT bool_and(mine = theirs) FROM hashed) ORDER BY n;
SELECT s.heap_bytes <= before.heap_bytes AS not_more FROM plrust.session_stats() s, before;
-- Spilled to disk.
SET work_mem = '1MB';
SELECT count(*), bool_and(mine = theirs) AS same FROM hashed;
RESET work_mem;

-- Ordered-set, with direct arguments. The final function sorts the state, and says so.
CREATE FUNCTION nth_sorted(state internal, n int) RETURNS bigint IMMUTABLE LANGUAGE plrust AS $$
    let (Some(mut state), Some(n)) = (state, n) else { return Ok(None) };
    let all = state.get_mut::<Vec<i64>>().ok_or("there are values")?;
    all.sort();
    Ok(all.get(usize::try_from(n - 1)?).copied())
$$;
CREATE AGGREGATE nth(int ORDER BY bigint) (SFUNC = push_or_start, STYPE = internal, FINALFUNC = nth_sorted, FINALFUNC_MODIFY = SHAREABLE);
SELECT nth(3) WITHIN GROUP (ORDER BY i DESC), nth(1) WITHIN GROUP (ORDER BY i DESC), nth(5) WITHIN GROUP (ORDER BY i) FROM words;

-- As window functions: the final function reads the state again and again, and what leaves a moving frame is taken away.
SELECT i, my_sum(i) OVER w AS mine, sum(i) OVER w AS theirs, my_array(i) OVER (ORDER BY i ROWS 2 PRECEDING) FROM words WHERE i < 6 WINDOW w AS (ORDER BY i);
CREATE FUNCTION enter(state internal, n bigint) RETURNS internal IMMUTABLE LANGUAGE plrust AS $$
    let mut state = state.unwrap_or_default();
    state.get_or_insert_default::<std::collections::VecDeque<Option<i64>>>().push_back(n);
    Ok(Some(state))
$$;
CREATE FUNCTION leave(state internal, n bigint) RETURNS internal IMMUTABLE LANGUAGE plrust AS $$
    let mut state = state.ok_or("something left that was never there")?;
    let first = state.get_mut::<std::collections::VecDeque<Option<i64>>>().and_then(|all| all.pop_front());
    if first != Some(n) { return Err(format!("{first:?} is not {n:?}"))?; }
    Ok(Some(state))
$$;
CREATE FUNCTION largest(state internal) RETURNS bigint IMMUTABLE LANGUAGE plrust AS $$
    let Some(state) = state else { return Ok(None) };
    Ok(state.get::<std::collections::VecDeque<Option<i64>>>().and_then(|all| all.iter().flatten().max().copied()))
$$;
CREATE AGGREGATE moving_max(bigint) (SFUNC = enter, STYPE = internal, FINALFUNC = largest,
    MSFUNC = enter, MINVFUNC = leave, MSTYPE = internal, MFINALFUNC = largest);
SELECT count(*) FROM (
    SELECT i, moving_max((i * 37) % 101) OVER w AS mine, max((i * 37) % 101) OVER w AS theirs FROM words
    WINDOW w AS (PARTITION BY g ORDER BY i ROWS BETWEEN 3 PRECEDING AND 2 FOLLOWING)) f
WHERE mine IS NOT DISTINCT FROM theirs;

-- Both functions must mean the same type. One that is declared in a body is that function's own, whatever its name.
CREATE FUNCTION count_32(state internal) RETURNS int IMMUTABLE LANGUAGE plrust AS $$
    Ok(state.and_then(|state| state.get::<Vec<i32>>().map(|all| all.len() as i32)))
$$;
CREATE AGGREGATE wrong_type(bigint) (SFUNC = push_or_start, STYPE = internal, FINALFUNC = count_32);
SELECT wrong_type(i) FROM words;
CREATE FUNCTION own(state internal, n bigint) RETURNS internal LANGUAGE plrust AS $$
    #[derive(Default)] struct Own(i64);
    let mut state = state.unwrap_or_default();
    state.get_or_insert_default::<Own>().0 += n.unwrap_or(0);
    Ok(Some(state))
$$;
CREATE FUNCTION own(state internal) RETURNS bigint LANGUAGE plrust AS $$
    #[derive(Default)] struct Own(i64);
    Ok(state.and_then(|state| state.get::<Own>().map(|own| own.0)))
$$;
CREATE AGGREGATE owned(bigint) (SFUNC = own, STYPE = internal, FINALFUNC = own);
SELECT owned(i) FROM words;
CREATE FUNCTION holds_code(state internal, n int) RETURNS internal LANGUAGE plrust AS $$
    Ok(Some(Internal::new(Vec::<Box<dyn Fn() -> i32>>::new())))
$$;
CREATE FUNCTION keeps_the_state(state internal, n int) RETURNS internal LANGUAGE plrust AS $$
    thread_local!(static KEPT: std::cell::RefCell<Option<Internal<'static>>> = const { std::cell::RefCell::new(None) });
    KEPT.set(state);
    Ok(None)
$$;

-- Errors lose the states of the role, in whichever function: what is unknown is never read.
CREATE FUNCTION picky(state internal, n bigint) RETURNS internal LANGUAGE plrust AS $$
    let mut state = state.unwrap_or_default();
    state.get_or_insert_default::<Vec<i64>>().extend(n);
    if n == Some(13) { panic!("thirteen"); }
    Ok(Some(state))
$$;
CREATE AGGREGATE picky_sum(bigint) (SFUNC = picky, STYPE = internal, FINALFUNC = sum_of);
SELECT picky_sum(i) FROM words;
SELECT picky_sum(i) FROM words WHERE i <> 13;
CREATE FUNCTION caught(n bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT picky_sum(i) FROM words WHERE i <= n);
EXCEPTION WHEN external_routine_exception THEN
    RETURN -1;
END $$;
SELECT caught(12), caught(13), caught(12);
SELECT my_sum(caught(i)) FROM words WHERE i < 20;
\echo :LAST_ERROR_SQLSTATE
SELECT my_sum(caught(i)) = sum(caught(i)) AS same FROM words WHERE i < 13;
-- Replaced while it runs.
CREATE FUNCTION replace_it(n bigint) RETURNS bigint LANGUAGE plpgsql AS $p$
BEGIN
    IF n = 5 THEN
        EXECUTE 'CREATE OR REPLACE FUNCTION sum_of(state internal) RETURNS bigint IMMUTABLE STRICT LANGUAGE plrust AS '
            '$$ Ok(state.get::<Vec<i64>>().map(|all| all.iter().sum::<i64>())) $$';
    END IF;
    RETURN n;
END $p$;
SELECT my_sum(replace_it(i)) FROM words WHERE i < 8;
SELECT my_sum(i) FROM words WHERE i < 8;
-- A function that runs a query with an aggregate while it keeps a state of its own.
CREATE FUNCTION outer_sum(state internal, n bigint) RETURNS internal LANGUAGE plrust AS $$
    let mut state = state.unwrap_or_default();
    let all = state.get_or_insert_default::<Vec<i64>>();
    let inner = Spi::subtransaction(|_| Ok::<_, CaughtError>(Spi::get_one_with_args::<i64>(
        "SELECT picky_sum(i) FROM words WHERE i <= $1", vec![(PgBuiltInOids::INT8OID.oid(), n.into_datum())]).ok().flatten()));
    all.extend(vec![1; 10_000]);
    all.clear();
    all.push(inner.ok().flatten().unwrap_or(-1));
    Ok(Some(state))
$$;
CREATE AGGREGATE last_outer(bigint) (SFUNC = outer_sum, STYPE = internal, FINALFUNC = sum_of);
SELECT last_outer(i ORDER BY i) FROM words WHERE i < 13;
SELECT last_outer(i ORDER BY i) FROM words WHERE i < 16;
SELECT last_outer(i ORDER BY i) FROM words WHERE i < 13;

-- Values of type internal that are not ours, and calls that are no aggregate's.
CREATE AGGREGATE foreign_state(bigint) (SFUNC = array_agg_transfn, STYPE = internal, FINALFUNC = sum_of);
CREATE AGGREGATE foreign_set(ORDER BY bigint) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = sum_of);
SELECT foreign_state(i) FROM words;
SELECT foreign_set() WITHIN GROUP (ORDER BY i) FROM words;
SELECT sum_of(NULL);
CREATE FUNCTION two(a internal, b internal) RETURNS internal LANGUAGE plrust AS 'Ok(a.or(b))';
CREATE PROCEDURE no(v internal) LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(v internal) RETURNS SETOF int LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(v int) RETURNS internal LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(v internal, OUT w internal) LANGUAGE plrust AS $$ Ok(None) $$;

-- A state of one role is out of reach of another's function.
CREATE ROLE plrust_agg_other;
CREATE FUNCTION others_sum(state internal) RETURNS bigint SECURITY DEFINER LANGUAGE plrust AS $$
    Ok(state.and_then(|state| state.get::<Vec<i64>>().map(|all| all.iter().sum())))
$$;
ALTER FUNCTION others_sum OWNER TO plrust_agg_other;
CREATE AGGREGATE mixed(bigint) (SFUNC = push_or_start, STYPE = internal, FINALFUNC = others_sum);
SELECT mixed(i) FROM words;
DROP AGGREGATE mixed(bigint);
DROP FUNCTION others_sum;
-- Who may not make such aggregates, says PostgreSQL.
GRANT USAGE ON LANGUAGE plrust TO plrust_agg_other;
GRANT CREATE ON SCHEMA public TO plrust_agg_other;
SET ROLE plrust_agg_other;
CREATE AGGREGATE forbidden(bigint) (SFUNC = push_or_start, STYPE = internal, FINALFUNC = sum_of);
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM plrust_agg_other;
REVOKE USAGE ON LANGUAGE plrust FROM plrust_agg_other;
GRANT SELECT ON words TO plrust_agg_other;
SET ROLE plrust_agg_other;
SELECT my_sum(i), favourite(word) FROM words WHERE i < 10;
RESET ROLE;
DROP OWNED BY plrust_agg_other;
DROP ROLE plrust_agg_other;
