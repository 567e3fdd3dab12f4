-- What is stored is believed only as it was stored: each column that is changed is noticed, and nothing is loaded.
CREATE EXTENSION plrust;
CREATE FUNCTION f(v int[]) RETURNS int STRICT LANGUAGE plrust AS $$
    let mut values: Vec<i32> = v.iter().flatten().collect();
    values.sort_by(|a, b| b.cmp(a));
    Ok(values.first().copied())
$$;
CREATE FUNCTION g(v int[]) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(v.iter().flatten().min()) $$;
SELECT f('{1,3,2}'), g('{1,3,2}');
SELECT imports <> '{}' AS imports, capabilities <> '{}' AS capabilities, length(branch_hashes) > 0 AS hashes,
    length(branch_entries) > 0 AS entries, is_proved FROM plrust.artifacts;

CREATE FUNCTION damage(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE rows int;
BEGIN
    EXECUTE 'UPDATE plrust.artifacts SET ' || change || ' WHERE key = (SELECT key FROM plrust.function_artifacts '
        'WHERE function = ''f(int[])''::regprocedure)';
    GET DIAGNOSTICS rows = ROW_COUNT;
    IF rows <> 1 THEN
        RETURN 'nothing is damaged';
    END IF;
    -- Has it looked up again.
    ALTER FUNCTION f(int[]) COST 7;
    RETURN 'loaded: ' || f('{1,3,2}');
EXCEPTION WHEN data_corrupted THEN
    RETURN SQLERRM;
END $$;
SELECT attname, change, damage(replace(change, '@', attname))
FROM pg_attribute JOIN (VALUES
    (1, 'bytea'::regtype, '@ = set_bit(@, 0, 1 - get_bit(@, 0))'), (2, 'bytea', '@ = @ || ''\x00'''),
    (3, 'bytea', '@ = substr(@, 1, length(@) - 1)'), (4, 'bytea', '@ = '''''),
    (5, 'text', '@ = @ || ''x'''), (6, 'text', '@ = '''''),
    (7, 'text[]', '@ = array_append(@, ''x'')'), (8, 'text[]', '@ = array_append(@, NULL)'),
    (9, 'text[]', '@ = array_prepend(''x'', @)'), (10, 'bigint', '@ = @ + 1'), (11, 'boolean', '@ = NOT @'),
    (12, 'timestamptz', '@ = @ + interval ''1 microsecond''')) AS changes (number, type, change) ON type = atttypid
WHERE attrelid = 'plrust.artifacts'::regclass AND attnum > 0 ORDER BY attnum, number;
-- All columns but one of another function's.
SELECT damage('(triple, sysroot, source_key, object, imports, capabilities, frame_bytes, instructions, is_proved, created, '
    'branch_hashes, branch_entries, crates) = (SELECT triple, sysroot, source_key, object, imports, capabilities, frame_bytes, '
    'instructions, is_proved, created, branch_hashes, branch_entries, crates FROM plrust.artifacts b WHERE b.key = '
    '(SELECT key FROM plrust.function_artifacts WHERE function = ''g(int[])''::regprocedure))');
SELECT f('{1,3,2}'), g('{1,3,2}');

-- A binding says where to look first, not what to run.
UPDATE plrust.function_artifacts a SET key = b.key FROM plrust.function_artifacts b WHERE a.function <> b.function;
\c
SELECT f('{1,3,2}'), g('{1,3,2}');
SELECT count(*) AS modules, (SELECT count(DISTINCT key) FROM plrust.function_artifacts) AS bound FROM plrust.artifacts;
-- Gone, damaged, or of another cluster, with another function's oid: modules are found by what they were made from.
CREATE TABLE before AS SELECT key, created FROM plrust.artifacts;
DELETE FROM plrust.function_artifacts;
\c
SELECT function, state FROM plrust.functions ORDER BY 1;
SELECT f('{1,3,2}'), g('{1,3,2}');
UPDATE plrust.function_artifacts SET key = '\x00';
\c
SELECT f('{1,3,2}'), g('{1,3,2}');
UPDATE plrust.function_artifacts a SET system = a.system + 1, key = b.key
    FROM plrust.function_artifacts b WHERE a.function <> b.function;
\c
SELECT f('{1,3,2}');
-- None of this had anything compiled.
SELECT count(*) AS same, (SELECT count(*) FROM plrust.artifacts) AS modules FROM before JOIN plrust.artifacts USING (key, created);
-- What may still be another function's after an upgrade is kept.
DROP FUNCTION f(int[]);
SELECT g('{1,3,2}');
SELECT count(*) AS modules, (SELECT count(*) FROM plrust.function_artifacts) AS bound FROM plrust.artifacts;

-- Forged: made for the function, of other code.
CREATE FUNCTION h(v int[]) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(v.iter().flatten().max()) $$;
UPDATE plrust.artifacts a SET object = b.object, digest = b.digest
    FROM plrust.artifacts b WHERE b.key <> a.key AND a.key = (SELECT key FROM plrust.function_artifacts WHERE function = 'h(int[])'::regprocedure);
DELETE FROM plrust.function_artifacts WHERE function = 'h(int[])'::regprocedure;
SELECT h('{1,3,2}');
-- To be had again, whatever is damaged; also by declaring it again.
SELECT plrust.recompile('h(int[])');
SELECT h('{1,3,2}');
UPDATE plrust.artifacts SET key = key || '\x00';
ALTER FUNCTION h(int[]) COST 7;
SELECT h('{1,3,2}');
SELECT plrust.recompile('h(int[])'), plrust.recompile('g(int[])');
SELECT g('{1,3,2}'), h('{1,3,2}'), (SELECT count(*) FROM plrust.artifacts) AS modules;
UPDATE plrust.artifacts SET branch_entries = '';
ALTER FUNCTION h(int[]) COST 8;
SELECT h('{1,3,2}');
CREATE OR REPLACE FUNCTION h(v int[]) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(v.iter().flatten().max()) $$;
SELECT h('{1,3,2}');

-- Rows that are inserted while they are there already, as a dump does it, change nothing.
CREATE TABLE dumped AS SELECT * FROM plrust.artifacts;
INSERT INTO plrust.artifacts SELECT * FROM dumped;
UPDATE dumped SET is_proved = false;
INSERT INTO plrust.artifacts SELECT * FROM dumped;
SELECT count(*) AS modules, bool_and(is_proved) AS is_proved FROM plrust.artifacts;
