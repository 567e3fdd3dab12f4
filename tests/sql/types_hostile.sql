-- Payloads that a function has spoilt, word by word: a clean error, or a value that PostgreSQL can read.
CREATE EXTENSION plrust;
SET plrust.allow_unsafe = on;
CREATE FUNCTION spoil(v anyarray, at int, value int) RETURNS anyarray STRICT LANGUAGE plrust AS $$
    let words = &raw const v as *const u64;
    for n in 0..size_of_val(&v) / 8 {
        let address = unsafe { *words.add(n) };
        if address as u32 >= 0x5000_0000 && address % 4 == 0
            && unsafe { *(address as *const u32) } == v.element_oid().as_u32() {
            unsafe { *(address as *mut i32).add(at as usize) = value };
            return Ok(Some(v));
        }
    }
    panic!("there is no payload")
$$;
CREATE TYPE pair AS (n int, t text);
CREATE DOMAIN even AS int CHECK (value % 2 = 0);
CREATE TABLE endings (of text, state text, message text);
CREATE PROCEDURE spoil_all(of text, v anyarray) LANGUAGE plpgsql AS $$
DECLARE
    at int;
    value int;
    shown text;
BEGIN
    FOR at IN 0..60 LOOP
        FOREACH value IN ARRAY '{0,1,-1,7,80,97,2147483647,-2147483648,1073741824,536870912}'::int[] LOOP
            BEGIN
                shown := spoil(v, at, value)::text;
                INSERT INTO endings VALUES (of, 'a value');
            EXCEPTION WHEN OTHERS THEN
                INSERT INTO endings VALUES (of, sqlstate, sqlerrm);
            END;
        END LOOP;
    END LOOP;
END $$;
CALL spoil_all('int4', '{1,2,NULL}'::int[]);
CALL spoil_all('int8', '[0:1][2:3]={{1,2},{3,4}}'::int8[]);
CALL spoil_all('bool', '{t,f}'::bool[]);
CALL spoil_all('date', '{2000-01-01,infinity}'::date[]);
CALL spoil_all('even', '{2,4}'::even[]);
CALL spoil_all('text', '{abc,"",NULL,defg}'::text[]);
CALL spoil_all('numeric', '{1.5,NaN,123456789.123456789}'::numeric[]);
CALL spoil_all('jsonb', ARRAY['{"a": [1, null]}'::jsonb]);
CALL spoil_all('inet', '{10.0.0.1/8,::1}'::inet[]);
CALL spoil_all('varbit', '{101,1}'::varbit[]);
CALL spoil_all('polygon', ARRAY['((0,0),(1,1),(2,0))'::polygon]);
CALL spoil_all('interval', '{1 mon 2 days}'::interval[]);
CALL spoil_all('numrange', '{"[1.5,2.5)","(,)",empty}'::numrange[]);
CALL spoil_all('int4multirange', ARRAY['{[1,2),[5,6)}'::int4multirange]);
CALL spoil_all('pair', ARRAY[ROW(1, 'a')::pair, ROW(NULL, NULL)::pair]);
SELECT of, count(*), count(*) FILTER (WHERE state = 'a value') > 0 AS some_values, count(*) FILTER (WHERE state <> 'a value') > 0 AS some_errors
FROM endings GROUP BY of ORDER BY of;
-- Nothing is taken for a bug: an internal error of a receive function is one of the value.
SELECT DISTINCT of, regexp_replace(message, '\d+', 'N', 'g') AS message FROM endings WHERE state LIKE 'XX%' ORDER BY of, message;
-- A payload that is shorter than it says does not reach the functions that would first allocate what it says.
SELECT count(*) FILTER (WHERE message LIKE '%does not hold together') > 0 AS refused,
    count(*) FILTER (WHERE message LIKE 'insufficient data%' OR message LIKE 'invalid memory alloc%') AS tried
FROM endings WHERE of IN ('polygon', 'varbit');
