-- What confined code says about states is believed by confined code only: a function that lies harms its own role.
CREATE EXTENSION plrust;
SET plrust.allow_unsafe = on;
\set VERBOSITY terse
CREATE FUNCTION honest(state internal, n bigint) RETURNS internal LANGUAGE plrust AS $$
    let mut state = state.unwrap_or_default();
    state.get_or_insert_default::<Vec<i64>>().extend(n);
    Ok(Some(state))
$$;
CREATE FUNCTION total(state internal) RETURNS bigint LANGUAGE plrust AS $$
    Ok(state.and_then(|state| state.get::<Vec<i64>>().map(|all| all.iter().sum())))
$$;
CREATE AGGREGATE honest_sum(bigint) (SFUNC = honest, STYPE = internal, FINALFUNC = total);

-- A state at an address of the function's choice: outside of the region, where nothing is, and within its code.
CREATE FUNCTION forged(state internal, n bigint) RETURNS internal LANGUAGE plrust AS $$
    let mut state = Internal::new(vec![1i64]);
    let words = (&raw mut state).cast::<u64>();
    for i in 0..std::mem::size_of::<Internal>() / 8 {
        // SAFETY: there is none.
        unsafe { if *words.add(i) > 4096 { *words.add(i) = n.unwrap_or(0) as u64; } }
    }
    Ok(Some(state))
$$;
CREATE AGGREGATE forged_state(bigint) (SFUNC = forged, STYPE = internal, FINALFUNC = total);
SELECT forged_state(140737488351232) FROM generate_series(1, 3);
SELECT forged_state(1094795585) FROM generate_series(1, 3);
SELECT forged_state(-16) FROM generate_series(1, 3);
SELECT honest_sum(i) FROM generate_series(1, 10) i;
-- One state for all groups, which is dropped as often as there are groups.
CREATE FUNCTION shared(state internal, n bigint) RETURNS internal LANGUAGE plrust AS $$
    static KEPT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let kept = KEPT.load(std::sync::atomic::Ordering::Relaxed);
    let mut state = Internal::new(vec![n.unwrap_or(0); 100]);
    let words = (&raw mut state).cast::<u64>();
    for i in 0..std::mem::size_of::<Internal>() / 8 {
        // SAFETY: there is none.
        unsafe {
            if *words.add(i) > 4096 {
                if kept == 0 { KEPT.store(*words.add(i) as usize, std::sync::atomic::Ordering::Relaxed); } else { *words.add(i) = kept as u64; }
            }
        }
    }
    Ok(Some(state))
$$;
CREATE AGGREGATE shared_state(bigint) (SFUNC = shared, STYPE = internal, FINALFUNC = total);
DO $$
BEGIN
    FOR i IN 1..3 LOOP
        BEGIN
            PERFORM shared_state(n) FROM generate_series(1, 1000) n GROUP BY n;
        EXCEPTION WHEN OTHERS THEN
            IF SQLSTATE NOT IN ('38000', '42804', '55000', '53200') THEN RAISE; END IF;
        END;
    END LOOP;
END $$;
SELECT honest_sum(i) FROM generate_series(1, 10) i;
-- A drop that does not end, or fails, ends the statement that comes to it.
CREATE FUNCTION bad_drop(state internal, n bigint) RETURNS internal LANGUAGE plrust AS $$
    struct Bad(i64);
    impl Drop for Bad { fn drop(&mut self) { if self.0 == 1 { panic!("no"); } loop {} } }
    Ok(Some(Internal::new(Bad(n.unwrap_or(0)))))
$$;
CREATE FUNCTION nothing(state internal) RETURNS bigint LANGUAGE plrust AS 'Ok(None)';
CREATE AGGREGATE bad_drops(bigint) (SFUNC = bad_drop, STYPE = internal, FINALFUNC = nothing);
SELECT bad_drops(n) FROM generate_series(1, 1) n;
SELECT honest_sum(i) FROM generate_series(1, 10) i;
SELECT honest_sum(i) FROM generate_series(1, 10) i;
SET statement_timeout = '200ms';
SELECT bad_drops(n) FROM generate_series(2, 2) n;
SELECT honest_sum(i) FROM generate_series(1, 10) i;
RESET statement_timeout;
SELECT honest_sum(i) FROM generate_series(1, 10) i;
-- Memory for a state is limited like any other, and goes with the error.
SET plrust.memory_limit = '8MB';
SELECT honest_sum(i) FROM generate_series(1, 3000000) i;
SELECT honest_sum(i) FROM generate_series(1, 10000) i;
RESET plrust.memory_limit;
-- Large blocks go from one function to another and back.
CREATE FUNCTION take_all(state internal) RETURNS bigint LANGUAGE plrust AS $$
    Ok(state.and_then(|mut state| state.get_mut::<Vec<i64>>().map(|all| { let all = std::mem::take(all); all.iter().sum() })))
$$;
CREATE AGGREGATE taken(bigint) (SFUNC = honest, STYPE = internal, FINALFUNC = take_all, FINALFUNC_MODIFY = READ_WRITE);
SELECT g, taken(i) = sum(i) AS same FROM generate_series(1, 6) g, generate_series(1, 700000) i GROUP BY g ORDER BY g;
