-- Bodies as the prior art stored them: JSON, whose "src" is what the user wrote. They are understood, and left as they are.
CREATE EXTENSION plrust;
CREATE FUNCTION add(n int) RETURNS int STRICT LANGUAGE plrust AS
$$ {"src": "\n    Ok(Some(n + 1))\n", "trusted_pgrx_version": "1.2.8",
    "lib": {"x86_64-postgres-linux-gnu": {"encoding": "GzBase64", "symbol": "f_wrapper", "encoded": "H4sI", "lints": []}},
    "capabilities": ["ZeroCopyArrays"]} $$;
SELECT add(1);
SELECT prosrc LIKE ' {"src": %} ' AS is_unchanged FROM pg_proc WHERE proname = 'add';
SELECT plrust.source('add(int)'), plrust.source('pg_sleep(float8)') IS NULL AS is_null;
-- It is the same function as one with that source as its body, and uses the same module.
CREATE SCHEMA plain;
CREATE FUNCTION plain.add(n int) RETURNS int STRICT LANGUAGE plrust AS $$
    Ok(Some(n + 1))
$$;
SELECT count(*) AS functions, count(DISTINCT source_sha256) AS sources, count(DISTINCT plrust.source_key(function)) AS keys,
    min(state) AS state FROM plrust.functions;
SELECT count(*) AS modules FROM plrust.artifacts;
-- Lines are those of the source.
CREATE FUNCTION wrong(n int) RETURNS int STRICT LANGUAGE plrust AS
$${"src":"\n    let m = n;\n    Ok(Some(k))","lib":{}}$$;
-- With parts.
CREATE FUNCTION parts(t text) RETURNS text STRICT LANGUAGE plrust AS
$${"lib":{},"src":"[dependencies]\n\n[code]\nOk(Some(format!(\"{t} \u00fc\")))"}$$;
SELECT parts('x');
\set VERBOSITY terse
CREATE FUNCTION needs(t text) RETURNS text STRICT LANGUAGE plrust AS
$${"lib":{},"src":"[dependencies]\nno-such-crate = \"1\"\n[code]\nOk(Some(t.to_string()))"}$$;
\set VERBOSITY default
-- ALTER, recompile and triggers as ever.
ALTER FUNCTION add(int) RENAME TO plus;
SELECT plus(2);
SELECT plrust.recompile('plus(int)');
SELECT plus(3);
CREATE TABLE t (n int);
CREATE FUNCTION seven() RETURNS trigger LANGUAGE plrust AS
$${"src":"let mut row = trigger.new().unwrap().into_owned();\nrow.set_by_name(\"n\", 7)?;\nOk(Some(row))","lib":{}}$$;
CREATE TRIGGER seven BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION seven();
INSERT INTO t VALUES (1) RETURNING n;
-- What only looks like it is Rust.
CREATE FUNCTION block(n int) RETURNS int STRICT LANGUAGE plrust AS $$ { "text".chars().for_each(drop); Ok(Some(n)) } $$;
SELECT block(5);
\set VERBOSITY terse
CREATE FUNCTION no_source() RETURNS int LANGUAGE plrust AS $${"source":"Ok(None)"}$$;
CREATE FUNCTION deeper() RETURNS int LANGUAGE plrust AS $${"lib":{"src":"Ok(None)"}}$$;
CREATE FUNCTION and_more() RETURNS int LANGUAGE plrust AS $${"src":"Ok(None)"} Ok(None)$$;
\set VERBOSITY default
DO LANGUAGE plrust $$ { "src".chars().for_each(drop); info!("a block"); Ok(None) } $$;
