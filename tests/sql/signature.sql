-- What a function may declare.
CREATE EXTENSION plrust;
CREATE FUNCTION no("a b" int) RETURNS int LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no("größe" int) RETURNS int LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(self int) RETURNS int LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(a int) RETURNS int LANGUAGE plrust AS $$
[dependencies]
rand = "1"
[code]
Ok(None)
$$;

-- Names that are keywords of Rust, or nothing that Rust could name.
CREATE FUNCTION "match"("type" int, "fn" int DEFAULT 2) RETURNS int STRICT LANGUAGE plrust
AS $$ Ok(Some(r#type * 10 + r#fn)) $$;
SELECT "match"(1), "match"(1, 3), "match"("fn" => 4, "type" => 2);
CREATE FUNCTION "Grüße; fn x() {"(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(n)) $$;
SELECT "Grüße; fn x() {"(5);

-- Headers of parts; line numbers stay those of the body.
CREATE FUNCTION parts(n int) RETURNS int STRICT LANGUAGE plrust AS $$
[dependencies]

[code]
if n > 1 { panic!("on line 5") }
Ok(Some(n))
$$;
SELECT parts(1);
SELECT parts(2);

-- Items in a body; recursion by name.
CREATE FUNCTION fib(n int) RETURNS bigint STRICT IMMUTABLE LANGUAGE plrust AS $$
    fn inner(n: i32) -> i64 { if n < 2 { n as i64 } else { inner(n - 1) + inner(n - 2) } }
    const ZERO: i64 = 0;
    struct Pair(i64, i64);
    impl Pair { fn sum(&self) -> i64 { self.0 + self.1 } }
    Ok(Some(Pair(inner(n), ZERO).sum()))
$$;
SELECT fib(20);
CREATE FUNCTION fact(n int) RETURNS bigint STRICT LANGUAGE plrust AS $$
    Ok(Some(if n <= 1 { 1 } else { n as i64 * fact(n - 1)?.unwrap() }))
$$;
SELECT fact(10);

-- Procedures.
CREATE PROCEDURE note(what text) LANGUAGE plrust AS $$ notice!("noted: {}", what.unwrap_or("nothing")); Ok(None) $$;
CALL note('this');
CALL note(NULL);

-- Aggregates and operators are made of functions.
CREATE FUNCTION xor_step(state bigint, v bigint) RETURNS bigint STRICT LANGUAGE plrust AS $$ Ok(Some(state ^ v)) $$;
CREATE AGGREGATE xor_all(bigint) (sfunc = xor_step, stype = bigint, initcond = '0');
SELECT xor_all(n) FROM generate_series(1, 1000) n;
