-- numeric: values cross unchanged, and computing in Rust gives what PostgreSQL's own operators give.
CREATE EXTENSION plrust;
CREATE FUNCTION id_numeric(v numeric) RETURNS numeric STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT v, id_numeric(v) AS back, id_numeric(v)::text = v::text AS same
FROM unnest(ARRAY['0', '0.000', '-1', '1.50', '99999999.99990000', '-0.00001', '123456789012345678901234567890.5',
                  'NaN', 'Infinity', '-Infinity']::numeric[]) v;
SELECT name, id_numeric(v) = v AS same, scale(id_numeric(v)) = scale(v) AS same_scale
FROM (VALUES ('most digits', repeat('9', 131072)::numeric), ('smallest', '1e-16383'),
             ('both', (repeat('9', 131072) || '.' || repeat('9', 16383))::numeric)) t(name, v);
SELECT id_numeric(NULL) IS NULL AS null_stays;

-- As text: Rust reads and shows it as PostgreSQL does.
CREATE FUNCTION numeric_text(v text) RETURNS text STRICT LANGUAGE plrust
AS $$ Ok(Some(v.parse::<AnyNumeric>()?.to_string())) $$;
SELECT v, numeric_text(v) = v::numeric::text AS same
FROM unnest(ARRAY[' 1 ', '+.5', '5.', '-0.0', '1e10', '1.2300e2', '1.5E-3', '0e-5', 'nan', 'inf', '-infinity']) v;
SELECT numeric_text('1,5');
\echo :SQLSTATE
SELECT numeric_text('1e131072');
\echo :SQLSTATE

CREATE FUNCTION compute(op text, a numeric, b numeric) RETURNS numeric STRICT IMMUTABLE LANGUAGE plrust AS $$
    let scale = || i32::try_from(&b);
    Ok(Some(match op {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "%" => a % b,
        "gcd" => a.gcd(&b),
        "log" => a.log(b),
        "round" => a.round(scale()?),
        "trunc" => a.trunc(scale()?),
        "cmp" => AnyNumeric::from(a.cmp(&b) as i32),
        "neg" => -a,
        "abs" => a.abs(),
        "ceil" => a.ceil(),
        "floor" => a.floor(),
        "sqrt" => a.sqrt(),
        "exp" => AnyNumeric::exp(&a),
        "ln" => a.ln(),
        "normalize" => a.normalize().parse()?,
        "float8" => f64::try_from(a)?.try_into()?,
        "int8" => i64::try_from(a)?.into(),
        other => return Err(format!("no operator {other}").into()),
    }))
$$;

-- Thousands of pairs of all sizes and scales; whatever the generator gives, no result may differ in any digit.
SELECT setseed(0.5);
CREATE TABLE pair AS
SELECT a, lead(a, 1, 1.5) OVER () AS b FROM (
    SELECT CASE WHEN random() < 0.03 THEN 0
                WHEN random() < 0.05 THEN (random() * 20 - 10)::int
                ELSE round((random() - 0.5)::numeric * power(10::numeric, (random() * 40 - 20)::int)
                           + random()::numeric * power(10::numeric, (random() * 30 - 20)::int), (random() * 25)::int)
           END::numeric AS a
    FROM generate_series(1, 3000)) t;
CREATE VIEW expected AS
SELECT '+' AS op, a, b, a + b AS result FROM pair
UNION ALL SELECT '-', a, b, a - b FROM pair
UNION ALL SELECT '*', a, b, a * b FROM pair
UNION ALL SELECT '/', a, b, a / b FROM pair WHERE b <> 0
UNION ALL SELECT '%', a, b, a % b FROM pair WHERE b <> 0
UNION ALL SELECT 'gcd', a, b, gcd(a, b) FROM pair WHERE greatest(abs(a), abs(b)) < 1e15 AND scale(a) + scale(b) < 25
UNION ALL SELECT 'log', a, b, log(b, a) FROM (SELECT * FROM pair LIMIT 500) t WHERE a > 0 AND b > 0 AND b <> 1
UNION ALL SELECT 'round', a, k, round(a, k) FROM pair, unnest(ARRAY[-3, -1, 0, 1, 2, 9]) k
UNION ALL SELECT 'trunc', a, k, trunc(a, k) FROM pair, unnest(ARRAY[-3, -1, 0, 1, 2, 9]) k
UNION ALL SELECT 'cmp', a, b, CASE WHEN a < b THEN -1 WHEN a > b THEN 1 ELSE 0 END FROM pair
UNION ALL SELECT 'neg', a, 0, -a FROM pair
UNION ALL SELECT 'abs', a, 0, abs(a) FROM pair
UNION ALL SELECT 'ceil', a, 0, ceil(a) FROM pair
UNION ALL SELECT 'floor', a, 0, floor(a) FROM pair
UNION ALL SELECT 'sqrt', a, 0, sqrt(a) FROM pair WHERE a >= 0
UNION ALL SELECT 'exp', a, 0, exp(a) FROM (SELECT * FROM pair LIMIT 1000) t WHERE abs(a) < 3000
UNION ALL SELECT 'ln', a, 0, ln(a) FROM (SELECT * FROM pair LIMIT 1000) t WHERE a > 0
UNION ALL SELECT 'normalize', a, 0, trim_scale(a) FROM pair
UNION ALL SELECT 'float8', a, 0, a::float8::numeric FROM pair
UNION ALL SELECT 'int8', a, 0, a::int8 FROM pair WHERE abs(a) < 9e18;
SELECT op, count(*) > 100 AS many, count(*) FILTER (WHERE compute(op, a, b)::text <> result::text) AS wrong
FROM expected GROUP BY op ORDER BY op COLLATE "C";
SELECT op, a, b, result, compute(op, a, b) FROM expected WHERE compute(op, a, b)::text <> result::text LIMIT 5;

-- Hundreds of digits, also far behind the point.
CREATE TABLE long_pair AS
SELECT a, lead(a, 7, 3) OVER () AS b FROM (
    SELECT (CASE WHEN i % 2 = 0 THEN '-' ELSE '' END
            || string_agg(substr(random()::numeric::text, 3, 15), '') || '.' || repeat('0', i % 50)
            || string_agg(substr(random()::numeric::text, 3, 12), ''))::numeric AS a
    FROM generate_series(1, 100) i, generate_series(1, 1 + i / 6) GROUP BY i) t;
SELECT count(*) FILTER (WHERE compute('+', a, b)::text <> (a + b)::text) AS sums,
       count(*) FILTER (WHERE compute('*', a, b)::text <> (a * b)::text) AS products,
       count(*) FILTER (WHERE compute('/', a, b)::text <> (a / b)::text) AS quotients,
       count(*) FILTER (WHERE compute('%', a, b)::text <> (a % b)::text) AS remainders,
       count(*) FILTER (WHERE compute('sqrt', abs(a), 0)::text <> sqrt(abs(a))::text) AS roots,
       count(*) FILTER (WHERE compute('ln', abs(a), 0)::text <> ln(abs(a))::text) AS logarithms
FROM long_pair;

-- NaN and the infinities.
CREATE TABLE special AS
SELECT a, b FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity', '0', '1', '-1.50']::numeric[]) a,
                 unnest(ARRAY['NaN', 'Infinity', '-Infinity', '0', '1', '-1.50']::numeric[]) b;
SELECT count(*) FILTER (WHERE compute('+', a, b)::text <> (a + b)::text) AS sums,
       count(*) FILTER (WHERE compute('-', a, b)::text <> (a - b)::text) AS differences,
       count(*) FILTER (WHERE compute('*', a, b)::text <> (a * b)::text) AS products,
       count(*) FILTER (WHERE compute('cmp', a, b) <> CASE WHEN a < b THEN -1 WHEN a > b THEN 1 ELSE 0 END) AS orders,
       count(*) FILTER (WHERE compute('gcd', a, b)::text <> gcd(a, b)::text) AS divisors,
       count(*) FILTER (WHERE compute('round', a, 1)::text <> round(a, 1)::text) AS rounded
FROM special;
SELECT count(*) FILTER (WHERE compute('/', a, b)::text <> (a / b)::text) AS quotients,
       count(*) FILTER (WHERE compute('%', a, b)::text <> (a % b)::text) AS remainders
FROM special WHERE b <> 0 OR a = 'NaN';

-- Errors have PostgreSQL's words and codes.
\set VERBOSITY sqlstate
SELECT compute('/', 1, 0);
SELECT compute('%', 'Infinity', 0);
SELECT compute('*', '1e131071', 10);
SELECT compute('sqrt', -1, 0);
SELECT compute('ln', 0, 0);
SELECT compute('log', 5, -1);
SELECT compute('exp', 6000, 0);
SELECT compute('int8', 1e19, 0);
SELECT compute('int8', 'NaN', 0);
\set VERBOSITY default
SELECT compute('/', 1, 0);
SELECT compute('int8', 1e19, 0);

-- A fixed precision; sums.
CREATE FUNCTION to_price(v numeric) RETURNS numeric STRICT LANGUAGE plrust
AS $$ Ok(Some(v.rescale::<6, 2>()?.into())) $$;
SELECT to_price(9999.994), to_price(-1), to_price('NaN');
SELECT to_price(9999.995);
CREATE FUNCTION harmonic(n int) RETURNS numeric STRICT LANGUAGE plrust
AS $$ Ok(Some((1..=n).map(|k| AnyNumeric::from(1) / k).sum())) $$;
SELECT harmonic(1000) = (SELECT sum(1::numeric / k) FROM generate_series(1, 1000) k) AS same;
