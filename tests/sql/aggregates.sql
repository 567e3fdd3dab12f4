-- Aggregates whose functions are in Rust.
CREATE EXTENSION plrust;
CREATE TABLE numbers AS SELECT i, i * 1.5::float8 AS x, CASE WHEN i % 3 = 0 THEN NULL ELSE 'w' || i END AS word
FROM generate_series(1, 10) i;

-- A state of numbers; STRICT: NULLs are left out by PostgreSQL.
CREATE FUNCTION add_square(state bigint, n int) RETURNS bigint IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plrust AS $$
    Ok(Some(state + i64::from(n) * i64::from(n)))
$$;
CREATE FUNCTION add_states(a bigint, b bigint) RETURNS bigint IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plrust AS 'Ok(Some(a + b))';
CREATE AGGREGATE sum_of_squares(int) (SFUNC = add_square, STYPE = bigint, INITCOND = '0', COMBINEFUNC = add_states, PARALLEL = SAFE);
SELECT sum_of_squares(i), sum_of_squares(i) FILTER (WHERE i < 3), sum_of_squares(DISTINCT i % 2) FROM numbers;
SELECT i % 2 AS odd, sum_of_squares(i) FROM numbers GROUP BY 1 ORDER BY 1;
SELECT sum_of_squares(i) FROM numbers WHERE false;

-- A state that is an array, and one that is a composite type; with a final function.
CREATE FUNCTION add_moments(state float8[], x float8) RETURNS float8[] IMMUTABLE LANGUAGE plrust AS $$
    let state = state.ok_or("there is a state from the start")?;
    let Some(x) = x else { return Ok(Some(state.iter().collect())) };
    let [n, sum, squares] = *state.as_slice()? else { return Err("the state has three parts")? };
    Ok(Some(vec![Some(n + 1.0), Some(sum + x), Some(squares + x * x)]))
$$;
CREATE FUNCTION variance_of(state float8[]) RETURNS float8 IMMUTABLE STRICT LANGUAGE plrust AS $$
    let [n, sum, squares] = *state.as_slice()? else { return Err("the state has three parts")? };
    Ok((n > 1.0).then(|| (squares - sum * sum / n) / (n - 1.0)))
$$;
CREATE AGGREGATE my_variance(float8) (SFUNC = add_moments, STYPE = float8[], INITCOND = '{0,0,0}', FINALFUNC = variance_of);
SELECT my_variance(x) = variance(x) AS same, my_variance(x) FILTER (WHERE i = 1) AS one FROM numbers;
CREATE TYPE longest AS (word text, seen int);
CREATE FUNCTION keep_longest(state longest, word text) RETURNS longest IMMUTABLE LANGUAGE plrust AS $$
    let mut state = match state {
        Some(state) => state,
        None => PgHeapTuple::new_composite_type("longest")?,
    };
    let seen: Option<i32> = state.get_by_name("seen")?;
    state.set_by_name("seen", seen.unwrap_or(0) + 1)?;
    let longest: Option<String> = state.get_by_name("word")?;
    if word.map_or(0, str::len) > longest.map_or(0, |word| word.len()) {
        state.set_by_name("word", word)?;
    }
    Ok(Some(state))
$$;
CREATE AGGREGATE longest_of(text) (SFUNC = keep_longest, STYPE = longest);
SELECT longest_of(word) FROM numbers;
SELECT longest_of(word ORDER BY i DESC) FROM numbers WHERE i < 10;

-- As window functions, and moving: what leaves the frame is taken away again.
SELECT i, sum_of_squares(i) OVER (ORDER BY i), sum_of_squares(i) OVER (ORDER BY i ROWS 1 PRECEDING) FROM numbers WHERE i < 5;
CREATE FUNCTION take_square(state bigint, n int) RETURNS bigint IMMUTABLE STRICT LANGUAGE plrust AS $$
    if n == 3 { notice!("3 leaves"); }
    Ok(Some(state - i64::from(n) * i64::from(n)))
$$;
CREATE AGGREGATE moving_squares(int) (SFUNC = add_square, STYPE = bigint, INITCOND = '0',
    MSFUNC = add_square, MINVFUNC = take_square, MSTYPE = bigint, MINITCOND = '0');
SELECT i, moving_squares(i) OVER (ORDER BY i ROWS 1 PRECEDING) FROM numbers WHERE i < 6;

-- Polymorphic, of several arguments, ordered-set.
CREATE FUNCTION append_any(state anyarray, value anyelement) RETURNS anyarray IMMUTABLE LANGUAGE plrust AS $$
    let mut elements = state.map_or(Vec::new(), |state| state.elements());
    elements.push(value);
    Ok(Some(AnyArray::of(elements)?))
$$;
CREATE AGGREGATE collect(anyelement) (SFUNC = append_any, STYPE = anyarray, INITCOND = '{}');
SELECT collect(i ORDER BY i DESC), collect(x) FROM numbers WHERE i < 4;
SELECT collect(word) FROM numbers WHERE i < 3;
CREATE FUNCTION add_weighted(state float8, x float8, weight int) RETURNS float8 IMMUTABLE STRICT LANGUAGE plrust AS 'Ok(Some(state + x * f64::from(weight)))';
CREATE AGGREGATE weighted(float8, int) (SFUNC = add_weighted, STYPE = float8, INITCOND = '0');
SELECT weighted(x, i) FROM numbers;
CREATE FUNCTION nth(state float8[], n int) RETURNS float8 IMMUTABLE LANGUAGE plrust AS $$
    let (Some(state), Some(n)) = (state, n) else { return Ok(None) };
    Ok(state.get(usize::try_from(n - 1)?).flatten())
$$;
CREATE FUNCTION push(state float8[], x float8) RETURNS float8[] IMMUTABLE LANGUAGE plrust AS $$
    let mut all: Vec<Option<f64>> = state.map_or(Vec::new(), |state| state.iter().collect());
    all.push(x);
    Ok(Some(all))
$$;
CREATE AGGREGATE nth_of(int ORDER BY float8) (SFUNC = push, STYPE = float8[], FINALFUNC = nth);
SELECT nth_of(2) WITHIN GROUP (ORDER BY x DESC), nth_of(20) WITHIN GROUP (ORDER BY x) FROM numbers;

-- In parallel workers, whose states are combined.
CREATE TABLE many AS SELECT i FROM generate_series(1, 20000) i;
ALTER TABLE many SET (parallel_workers = 2);
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT sum_of_squares(i) FROM many;
SELECT sum_of_squares(i) = (SELECT sum(i::bigint * i) FROM many) AS same FROM many;

-- An error in the middle, and the next use.
CREATE FUNCTION picky(state int, n int) RETURNS int STRICT LANGUAGE plrust AS 'if n == 7 { panic!("seven") } Ok(Some(state + n))';
CREATE AGGREGATE picky_sum(int) (SFUNC = picky, STYPE = int, INITCOND = '0');
SELECT picky_sum(i) FROM numbers;
SELECT picky_sum(i) FROM numbers WHERE i <> 7;
-- A state of type internal is a Rust value: aggregates_internal.sql.
