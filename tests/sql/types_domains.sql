-- Domains are their base type for the function; what it returns is checked.
CREATE EXTENSION plrust;
CREATE DOMAIN even AS int CHECK (value % 2 = 0);
CREATE FUNCTION add(v even, n int) RETURNS even LANGUAGE plrust AS $$ Ok(v.zip(n).map(|(v, n)| v + n)) $$;
SELECT add(2, 4), add(2, NULL);
SELECT add(2, 3);
\set VERBOSITY sqlstate
SELECT add(2, 3);
\set VERBOSITY default
CREATE DOMAIN must AS text NOT NULL CHECK (length(value) < 5);
CREATE FUNCTION make_must(v text) RETURNS must LANGUAGE plrust AS $$ Ok(v.map(String::from)) $$;
SELECT make_must('abc');
SELECT make_must(NULL);
SELECT make_must('abcdef');
-- With a modifier; a domain over a domain; over arrays, numeric, rows.
CREATE DOMAIN short AS varchar(3);
CREATE FUNCTION make_short(v text) RETURNS short STRICT LANGUAGE plrust AS $$ Ok(Some(v.to_string())) $$;
SELECT make_short('abc'), '|' || make_short('ab ') || '|', '|' || make_short('abc   ') || '|';
SELECT make_short('abcd');
CREATE DOMAIN price AS numeric(6, 2) CHECK (value >= 0);
CREATE DOMAIN low_price AS price CHECK (value < 100);
CREATE FUNCTION make_price(v numeric) RETURNS price STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION make_low(v price) RETURNS low_price STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
SELECT make_price(1.005), make_price(9999.99), make_low(99.99);
SELECT make_price(10000);
SELECT make_price(-1);
SELECT make_low(100);
CREATE DOMAIN pair AS int[] CHECK (array_length(value, 1) = 2);
CREATE FUNCTION make_pair(v int[]) RETURNS pair STRICT LANGUAGE plrust AS $$ Ok(Some(v.iter().collect())) $$;
SELECT make_pair('{1,2}');
SELECT make_pair('{1,2,3}');
CREATE FUNCTION swap(v pair) RETURNS pair STRICT LANGUAGE plrust AS $$ Ok(Some(vec![v.get(1).flatten(), v.get(0).flatten()])) $$;
SELECT swap('{1,NULL}');
CREATE DOMAIN shorts AS varchar(3)[];
CREATE FUNCTION make_shorts(v text[]) RETURNS shorts STRICT LANGUAGE plrust AS $$ Ok(Some(v.iter().map(|e| e.map(String::from)).collect())) $$;
SELECT make_shorts('{abc,NULL,"ab   "}');
SELECT make_shorts('{abc,abcd}');
-- A check that calls a function of the language, also on the same domain.
CREATE FUNCTION is_good(v int) RETURNS bool LANGUAGE plrust AS $$ Ok(v.map(|v| v < 10)) $$;
CREATE DOMAIN good AS int CHECK (is_good(value));
CREATE FUNCTION make_good(v int) RETURNS good LANGUAGE plrust AS $$ Ok(v) $$;
SELECT make_good(9);
SELECT make_good(10);
CREATE DOMAIN deep AS int;
CREATE FUNCTION make_deep(v int) RETURNS deep LANGUAGE plrust AS $$ Ok(v) $$;
CREATE FUNCTION deep_check(v int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RETURN v < 1 OR make_deep(v - 1) >= 0; END $$;
ALTER DOMAIN deep ADD CHECK (deep_check(value));
SELECT make_deep(5), make_deep(0);
ALTER DOMAIN deep ADD CHECK (value <> 3);
SELECT make_deep(2);
SELECT make_deep(5);
SELECT make_deep(2), make_deep(1);
-- The checks of the moment count.
ALTER DOMAIN even ADD CHECK (value < 100);
SELECT add(98, 2);
