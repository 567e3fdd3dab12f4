-- Memory, stack and time have ends, and all of them are plain errors.
CREATE EXTENSION plrust;
\set SHOW_CONTEXT never
CREATE FUNCTION take_mb(n int) RETURNS bigint STRICT LANGUAGE plrust AS $$
    let v = vec![1u8; (n as usize) << 20];
    Ok(Some(v.iter().map(|b| *b as i64).sum()))
$$;
SET plrust.memory_limit = '64MB';
SELECT take_mb(8);
\set VERBOSITY sqlstate
SELECT take_mb(100);
SELECT take_mb(100000);
\set VERBOSITY default
SELECT take_mb(8);
SET plrust.memory_limit = '256MB';
SELECT take_mb(100);
RESET plrust.memory_limit;
CREATE FUNCTION bomb() RETURNS int LANGUAGE plrust AS $$
    let mut all: Vec<Vec<u8>> = Vec::new();
    loop { all.push(vec![7; 100_000]); }
$$;
\set VERBOSITY sqlstate
SELECT bomb();
\set VERBOSITY default
CREATE FUNCTION try_take() RETURNS bool LANGUAGE plrust AS $$
    let mut v: Vec<u8> = Vec::new();
    Ok(Some(v.try_reserve(3_000_000_000).is_err()))
$$;
SELECT try_take();
-- What a static holds stays; what a call took and gave back does not add up.
CREATE FUNCTION keep(t text) RETURNS int STRICT LANGUAGE plrust AS $$
    use std::sync::Mutex;
    static ALL: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let mut all = ALL.lock().unwrap();
    all.push(t.to_string());
    Ok(Some(all.len() as i32))
$$;
SELECT keep('a'), keep('b');
BEGIN; SELECT keep('c'); ROLLBACK;
SELECT keep('d');
SELECT count(*), max(take_mb(1)) FROM generate_series(1, 200);
SELECT bool_and(heap_bytes < 50000000) AS small FROM plrust.stats;
SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'plrust' AND ident = 'keep(text)';

-- The stack.
CREATE FUNCTION dig(n bigint) RETURNS bigint STRICT LANGUAGE plrust AS $$
    #[inline(never)] fn f(n: i64, a: &mut [i64; 64]) -> i64 {
        a[(n & 63) as usize] = n;
        if n == 0 { a[0] } else { let mut b = *a; f(n - 1, &mut b) + b[1] }
    }
    Ok(Some(f(n, &mut [0; 64])))
$$;
SELECT dig(10);
\set VERBOSITY sqlstate
SELECT dig(100000000);
\set VERBOSITY default
SELECT dig(10);

-- Time.
CREATE FUNCTION spin() RETURNS int LANGUAGE plrust AS $$ loop {} $$;
CREATE FUNCTION spin_busy() RETURNS int LANGUAGE plrust AS $$
    let mut v: Vec<u64> = (0..1000).collect();
    loop { v.sort_by_key(|x| x.wrapping_mul(0x9e3779b97f4a7c15)); let s = format!("{v:?}"); v[0] = s.len() as u64; }
$$;
SET statement_timeout = '200ms';
SELECT spin();
SELECT spin_busy();
RESET statement_timeout;
SELECT dig(3);
\set VERBOSITY sqlstate
DO $$ BEGIN PERFORM set_config('statement_timeout', '150', false); END $$;
SELECT spin();
RESET statement_timeout;
\set VERBOSITY default

-- The compiler's own.
SET plrust.compile_timeout = '100ms';
\set VERBOSITY sqlstate
CREATE FUNCTION slow() RETURNS int LANGUAGE plrust AS $$ let s = format!("{:?}", vec![1]); Ok(Some(s.len() as i32)) $$;
RESET plrust.compile_timeout;
DO $$ BEGIN EXECUTE format('CREATE FUNCTION big() RETURNS int LANGUAGE plrust AS %L', '/*' || repeat('x', 16 << 20) || '*/ Ok(None)'); END $$;
DO $$ BEGIN EXECUTE format('CREATE FUNCTION deep() RETURNS int LANGUAGE plrust AS %L', repeat('(', 100000) || '1' || repeat(')', 100000)); END $$;
\set VERBOSITY default
SELECT count(*) FROM pg_proc WHERE proname IN ('slow', 'big', 'deep');
