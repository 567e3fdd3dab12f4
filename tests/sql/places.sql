-- Functions where PostgreSQL calls them by itself.
CREATE EXTENSION plrust;
CREATE FUNCTION reversed(t text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plrust AS $$
    Ok(Some(t.chars().rev().collect()))
$$;
CREATE FUNCTION is_even(n int) RETURNS boolean IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plrust AS 'Ok(Some(n % 2 == 0))';

-- Indexes, generated columns, defaults, CHECK.
CREATE TABLE words (n int PRIMARY KEY CHECK (is_even(n)), word text DEFAULT reversed('tluafed'),
    back text GENERATED ALWAYS AS (reversed(word)) STORED, UNIQUE (word));
CREATE INDEX words_reversed ON words (reversed(word) text_pattern_ops) WHERE is_even(n);
INSERT INTO words SELECT 2 * i, 'word ' || i FROM generate_series(1, 2000) i;
INSERT INTO words (n) VALUES (0) RETURNING word, back;
INSERT INTO words VALUES (3, 'odd');
ANALYZE words;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT n FROM words WHERE reversed(word) = '7171 drow' AND is_even(n);
SELECT n FROM words WHERE reversed(word) = '7171 drow' AND is_even(n);
UPDATE words SET word = 'changed' WHERE n = 2 RETURNING back;
RESET enable_seqscan;
CREATE INDEX CONCURRENTLY words_later ON words (reversed(back));
REINDEX INDEX words_reversed;
VACUUM words;
SELECT count(*) FROM words WHERE reversed(back) = word;
ALTER TABLE words ADD CONSTRAINT no_blank_end CHECK (reversed(word) NOT LIKE ' %') NOT VALID;
ALTER TABLE words VALIDATE CONSTRAINT no_blank_end;
CREATE TABLE excluded (n int, EXCLUDE USING btree (reversed(n::text) WITH =));
INSERT INTO excluded VALUES (12), (21), (12);
INSERT INTO words VALUES (4, 'word 3') ON CONFLICT (n) DO UPDATE SET word = reversed(EXCLUDED.word) RETURNING word;

-- Domains, views, operators, casts.
CREATE DOMAIN even AS int CHECK (is_even(VALUE));
SELECT 4::even;
SELECT 5::even;
CREATE MATERIALIZED VIEW backs AS SELECT reversed(word) AS word FROM words WHERE n < 10;
REFRESH MATERIALIZED VIEW backs;
SELECT count(*) FROM backs;
CREATE OPERATOR !! (FUNCTION = reversed, RIGHTARG = text);
SELECT !! 'operator';
CREATE TYPE mirror AS (t text);
CREATE FUNCTION to_mirror(t text) RETURNS mirror IMMUTABLE STRICT LANGUAGE plrust AS $$
    let mut mirror = PgHeapTuple::new_composite_type("mirror")?;
    mirror.set_by_name("t", t.chars().rev().collect::<String>())?;
    Ok(Some(mirror))
$$;
CREATE CAST (text AS mirror) WITH FUNCTION to_mirror(text);
SELECT 'cast'::text::mirror;
-- An operator class: its order is that of the function.
CREATE FUNCTION by_length(a text, b text) RETURNS int IMMUTABLE STRICT LANGUAGE plrust AS $$
    Ok(Some(a.len().cmp(&b.len()).then(a.cmp(b)) as i32))
$$;
CREATE FUNCTION shorter(a text, b text) RETURNS boolean IMMUTABLE STRICT LANGUAGE plrust AS 'Ok(Some((a.len(), a) < (b.len(), b)))';
CREATE FUNCTION longer(a text, b text) RETURNS boolean IMMUTABLE STRICT LANGUAGE plrust AS 'Ok(Some((a.len(), a) > (b.len(), b)))';
CREATE OPERATOR <# (FUNCTION = shorter, LEFTARG = text, RIGHTARG = text, COMMUTATOR = >#);
CREATE OPERATOR ># (FUNCTION = longer, LEFTARG = text, RIGHTARG = text, COMMUTATOR = <#);
CREATE OPERATOR CLASS length_ops FOR TYPE text USING btree AS
    OPERATOR 1 <#, OPERATOR 3 =, OPERATOR 5 >#, FUNCTION 1 by_length(text, text);
SELECT w FROM unnest(ARRAY['ccc', 'a', 'bb', 'b']) w ORDER BY w USING <#;
CREATE INDEX words_by_length ON words (word length_ops);

-- Partitions.
CREATE TABLE parts (n int, t text) PARTITION BY LIST (is_even(n));
CREATE TABLE parts_even PARTITION OF parts FOR VALUES IN (true);
CREATE TABLE parts_odd PARTITION OF parts FOR VALUES IN (false);
INSERT INTO parts SELECT i, 'x' FROM generate_series(1, 5) i;
UPDATE parts SET n = n + 1 WHERE n = 5;
SELECT tableoid::regclass, array_agg(n ORDER BY n) FROM parts GROUP BY 1 ORDER BY 1;

-- Row level security, SECURITY DEFINER, SET.
CREATE ROLE plrust_places_user;
CREATE FUNCTION may_see(n int) RETURNS boolean STABLE LANGUAGE plrust AS $$
    Ok(Some(n.is_some_and(|n| n < 5) || Spi::get_one::<String>("SELECT current_user::text")?.as_deref() != Some("plrust_places_user")))
$$;
ALTER TABLE parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON parts USING (may_see(n));
GRANT SELECT ON parts TO plrust_places_user;
CREATE FUNCTION who() RETURNS text SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '123kB' LANGUAGE plrust AS $$
    Spi::get_one("SELECT current_setting('work_mem') || ' ' || current_setting('search_path') || ' ' || (current_user = 'plrust_places_user')::text")
        .map_err(Into::into)
$$;
SELECT who();
SET ROLE plrust_places_user;
SELECT count(*) FROM parts;
SELECT current_user, who();
RESET ROLE;
SELECT current_setting('work_mem') <> '123kB' AS is_reset;
REVOKE ALL ON parts FROM plrust_places_user;
DROP ROLE plrust_places_user;

-- Parallel workers. They do not write, also when they are the first to call.
CREATE TABLE many AS SELECT i FROM generate_series(1, 20000) i;
ALTER TABLE many SET (parallel_workers = 2);
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM many WHERE is_even(i);
SELECT count(*) FROM many WHERE is_even(i);
CREATE FUNCTION pid() RETURNS int VOLATILE PARALLEL SAFE LANGUAGE plrust AS 'Ok(Spi::get_one("SELECT pg_backend_pid()")?)';
SELECT count(DISTINCT p) > 0 AS in_workers FROM (SELECT pid() AS p, i FROM many) s WHERE p <> pg_backend_pid();
SET check_function_bodies = off;
CREATE FUNCTION late(n int) RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE plrust AS 'Ok(n.map(|n| n % 5 == 0))';
RESET check_function_bodies;
SELECT count(*) FROM many WHERE late(i);
SELECT state FROM plrust.functions WHERE function = 'late'::regproc;
CREATE FUNCTION fails(n int) RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE plrust AS 'Ok(n.map(|n| if n == 7000 { panic!("in a worker") } else { true }))';
SELECT count(*) FROM many WHERE fails(i);
SELECT count(*) FROM many WHERE fails(i) AND i < 10;

