-- bit and bit varying.
CREATE EXTENSION plrust;
CREATE FUNCTION id_bit(v bit(5)) RETURNS bit STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_varbit(v varbit) RETURNS varbit STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT id_bit(v), id_bit(v) = v AS same FROM unnest(ARRAY[B'00000', B'10110', B'11111']) v;
SELECT id_varbit(v), id_varbit(v) = v AS same FROM unnest(ARRAY[B'', B'1', B'10110011', B'101100111']::varbit[]) v;
SELECT length(id_varbit(v)), id_varbit(v) = v AS same FROM (SELECT repeat('110', 100001)::varbit AS v) t;

SELECT setseed(0.3);
CREATE TABLE pair AS
SELECT (SELECT string_agg((random() < 0.5)::int::text, '') FROM generate_series(1, 1 + i % 70))::varbit AS a,
       (SELECT string_agg((random() < 0.5)::int::text, '') FROM generate_series(1, 1 + i % 70))::varbit AS b
FROM generate_series(1, 1500) i;
CREATE FUNCTION combine(op text, a varbit, b varbit) RETURNS varbit STRICT LANGUAGE plrust AS $$
    Ok(Some(match op {
        "&" => a & b,
        "|" => a | b,
        "#" => a ^ b,
        "~" => !a,
        "reversed" => a.iter().rev().collect(),
        "text" => a.to_string().parse()?,
        other => return Err(format!("no operator {other}").into()),
    }))
$$;
CREATE FUNCTION less(a varbit, b varbit) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(a < b)) $$;
CREATE FUNCTION ones(v varbit) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(v.count_ones() as i32)) $$;
SELECT count(*), count(*) FILTER (WHERE combine('&', a, b) <> (a & b)) AS ands,
       count(*) FILTER (WHERE combine('|', a, b) <> (a | b)) AS ors,
       count(*) FILTER (WHERE combine('#', a, b) <> (a # b)) AS xors,
       count(*) FILTER (WHERE combine('~', a, b) <> ~a) AS nots,
       count(*) FILTER (WHERE combine('text', a, b) <> a) AS texts,
       count(*) FILTER (WHERE combine('reversed', a, b)::text <> reverse(a::text)) AS reversed,
       count(*) FILTER (WHERE less(a, b) <> (a < b)) AS orders,
       count(*) FILTER (WHERE ones(a) <> bit_count(a)) AS counts
FROM pair;
SELECT combine('&', B'1', B'11');
CREATE FUNCTION bits_of(v text) RETURNS varbit STRICT LANGUAGE plrust AS $$ Ok(Some(v.parse()?)) $$;
SELECT bits_of('xA5'), bits_of('0101');
SELECT bits_of('012');
\echo :SQLSTATE
