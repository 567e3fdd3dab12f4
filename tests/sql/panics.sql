-- Panics, aborts and faults end the call with SQLSTATE 38000 and leave the session as it was.
CREATE EXTENSION plrust;
\set SHOW_CONTEXT always
CREATE FUNCTION panics(n int) RETURNS int STRICT LANGUAGE plrust AS $$
    let v = [1, 2, 3];
    match n {
        1 => panic!("one: {n}"),
        2 => return Ok(Some(v[n as usize + 5])),
        3 => None::<i32>.unwrap(),
        4 => Err::<i32, _>("e").expect("expected"),
        5 => unreachable!("five"),
        6 => n / (n - 6),
        7 => { let c = std::cell::RefCell::new(1); let _a = c.borrow_mut(); let b = *c.borrow(); b }
        8 => { assert_eq!(n, 9, "eight is not nine"); 0 }
        _ => 0,
    };
    Ok(Some(n))
$$;
SELECT panics(0);
SELECT panics(1);
SELECT panics(2);
SELECT panics(3);
SELECT panics(4);
SELECT panics(5);
SELECT panics(6);
SELECT panics(7);
SELECT panics(8);
DO $$
DECLARE state text;
BEGIN
    PERFORM panics(1);
EXCEPTION WHEN external_routine_exception THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE;
    RAISE NOTICE 'SQLSTATE %', state;
END $$;

-- A panic while panicking, in Drop, in a callback of another language's convention.
CREATE FUNCTION in_drop() RETURNS int LANGUAGE plrust AS $$
    struct D; impl Drop for D { fn drop(&mut self) { panic!("in drop") } }
    let _d = D;
    Ok(Some(1))
$$;
SELECT in_drop();
CREATE FUNCTION in_display() RETURNS int LANGUAGE plrust AS $$
    struct D; impl std::fmt::Display for D { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { panic!("inner") } }
    panic!("outer {}", D)
$$;
SELECT in_display();
CREATE FUNCTION across_c() RETURNS int LANGUAGE plrust AS $$
    extern "C" fn f() { panic!("across C") }
    f();
    Ok(Some(1))
$$;
SELECT across_c();

-- Statics are as new after an error, and keep their values otherwise.
CREATE FUNCTION counter(fail bool) RETURNS int STRICT LANGUAGE plrust AS $$
    use std::sync::atomic::{AtomicI32, Ordering};
    static CALLS: AtomicI32 = AtomicI32::new(0);
    let n = CALLS.fetch_add(1, Ordering::Relaxed) + 1;
    if fail { panic!("call {n}") }
    Ok(Some(n))
$$;
SELECT counter(false), counter(false), counter(false);
SELECT counter(true);
SELECT counter(false);
-- An Err is an ordinary return.
CREATE FUNCTION counter_err(fail bool) RETURNS int STRICT LANGUAGE plrust AS $$
    use std::sync::atomic::{AtomicI32, Ordering};
    static CALLS: AtomicI32 = AtomicI32::new(0);
    let n = CALLS.fetch_add(1, Ordering::Relaxed) + 1;
    if fail { Err(format!("call {n}"))? }
    Ok(Some(n))
$$;
SELECT counter_err(false);
SELECT counter_err(true);
SELECT counter_err(false);

-- 300 errors in a row, caught.
DO $$
DECLARE failed int := 0;
BEGIN
    FOR i IN 1..300 LOOP
        BEGIN
            PERFORM panics(1 + i % 5);
        EXCEPTION WHEN external_routine_exception THEN failed := failed + 1;
        END;
    END LOOP;
    RAISE NOTICE '% of 300 failed', failed;
END $$;
SELECT panics(0);
SELECT active_calls FROM plrust.stats;
-- The place of a panic in a function that is called through a pointer is core's function.rs, and no line of this body.
CREATE FUNCTION by_pointer() RETURNS int LANGUAGE plrust AS $$
    let unwrap: fn(Option<i32>) -> i32 = Option::unwrap;
    Ok(Some(std::hint::black_box(unwrap)(None)))
$$;
SELECT by_pointer();
