-- Generated values: what Rust makes of them must be what PostgreSQL's own operators do.
CREATE EXTENSION plrust;
CREATE TABLE bounds AS
SELECT hashint4(i) % 21 AS a, hashint4(i + 1000) % 21 AS b, hashint4(i + 2000) % 26 AS v,
    (ARRAY['[]', '[)', '(]', '()'])[1 + i % 4] AS kind, i % 7 = 0 AS no_lower, i % 11 = 0 AS no_upper
FROM generate_series(1, 500) i;

-- Ranges and multiranges: what they hold, and how they are shown.
CREATE FUNCTION range_holds(r int4range, v int) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(r.contains(&v))) $$;
CREATE FUNCTION numrange_holds(r numrange, v numeric) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(r.contains(&v))) $$;
CREATE FUNCTION range_shown(r numrange) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(r.to_string())) $$;
CREATE FUNCTION multirange_holds(m int4multirange, v int) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(m.contains(&v))) $$;
CREATE FUNCTION multirange_shown(m int4multirange) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(m.to_string())) $$;
CREATE TABLE ranges AS
SELECT int4range(CASE WHEN NOT no_lower THEN least(a, b) END, CASE WHEN NOT no_upper THEN greatest(a, b) END, kind) AS r,
    numrange(CASE WHEN NOT no_lower THEN least(a, b) / 4.0 END, CASE WHEN NOT no_upper THEN greatest(a, b) / 4.0 END, kind) AS n, v
FROM bounds;
SELECT count(*), count(*) FILTER (WHERE range_holds(r, v) <> (r @> v)) AS wrong,
    count(*) FILTER (WHERE numrange_holds(n, v / 4.0) <> (n @> (v / 4.0))) AS wrong_numeric,
    count(*) FILTER (WHERE range_shown(n)::numrange <> n) AS wrong_text, count(*) FILTER (WHERE isempty(r)) > 0 AS some_empty
FROM ranges;
SELECT count(*), count(*) FILTER (WHERE multirange_holds(m, v) <> (m @> v)) AS wrong,
    count(*) FILTER (WHERE multirange_shown(m)::int4multirange <> m) AS wrong_text
FROM (SELECT range_agg(r) AS m, max(v) AS v FROM (SELECT r, v, row_number() OVER () AS i FROM ranges WHERE lower(r) IS NOT NULL) s
    GROUP BY i / 3) t;

-- Money, positions in the log, places of rows: numbers, texts and order.
CREATE FUNCTION money_sums(a money, b money, n int8) RETURNS money[] STRICT LANGUAGE plrust AS $$
    Ok(Some(vec![Some(a + b), Some(a - b), Some(a * n), Some(-a)]))
$$;
SELECT count(*), count(*) FILTER (WHERE money_sums(x, y, n) <> ARRAY[x + y, x - y, x * n, 0::money - x]) AS wrong
FROM (SELECT (a / 3.0)::numeric::money AS x, (b * 12345.678)::numeric::money AS y, v::int8 AS n FROM bounds) s;
CREATE FUNCTION lsn_order(a pg_lsn, b pg_lsn) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(format!("{a} {b} {:?}", a.cmp(&b)))) $$;
SELECT count(*), count(*) FILTER (WHERE lsn_order(x, y) <>
    format('%s %s %s', x, y, CASE WHEN x < y THEN 'Less' WHEN x > y THEN 'Greater' ELSE 'Equal' END)) AS wrong
FROM (SELECT '0/0'::pg_lsn + (a + 20) * 1234567890::numeric AS x, '0/0'::pg_lsn + (b + 20) * 1234567890::numeric AS y FROM bounds) s;
CREATE FUNCTION tid_order(a tid, b tid) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(format!("{a} {b} {:?}", a.cmp(&b)))) $$;
SELECT count(*), count(*) FILTER (WHERE tid_order(x, y) <>
    format('%s %s %s', x, y, CASE WHEN x < y THEN 'Less' WHEN x > y THEN 'Greater' ELSE 'Equal' END)) AS wrong
FROM (SELECT format('(%s,%s)', (a + 20) / 5, b + 21)::tid AS x, format('(%s,%s)', (b + 20) / 5, a + 21)::tid AS y FROM bounds) s;

-- Arrays: subscripts with lower bounds of their own.
CREATE FUNCTION at(m int[], i int, j int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(m.at(&[i, j]).flatten()) $$;
CREATE TABLE matrices AS
SELECT ('[-9:10][-4:5]=' || array_agg(ARRAY(SELECT 10 * i + j FROM generate_series(1, 10) j))::text)::int[] AS m FROM generate_series(1, 20) i;
SELECT count(*), count(*) FILTER (WHERE at(m, a, b) IS DISTINCT FROM m[a][b]) AS wrong, count(at(m, a, b)) > 20 AS some_inside
FROM bounds, matrices;

-- Text, by characters.
CREATE FUNCTION text_facts(t text) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(format!("{} {} {}", t.len(), t.chars().count(), t.chars().rev().collect::<String>())))
$$;
SELECT count(*), count(*) FILTER (WHERE text_facts(t) <> format('%s %s %s', octet_length(t), char_length(t), reverse(t))) AS wrong
FROM (SELECT repeat(chr(1000 + a) || 'x' || chr(128512 + b), abs(v)) || 'é' AS t FROM bounds) s;
