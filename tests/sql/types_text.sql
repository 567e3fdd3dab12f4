-- Types that cross as text: through their own functions, and checked by them on the way back.
CREATE EXTENSION plrust;
CREATE PROCEDURE identity(types text[]) LANGUAGE plpgsql AS $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY types LOOP
    EXECUTE format('CREATE FUNCTION id(v %s) RETURNS %s STRICT LANGUAGE plrust AS %L', t, t, ' Ok(Some(v.to_string())) ');
    EXECUTE format('CREATE FUNCTION make_%s(v text) RETURNS %s STRICT LANGUAGE plrust AS %L',
                   t, t, ' Ok(Some(v.to_string())) ');
  END LOOP;
END $$;
CALL identity('{bpchar,name,xml,tsvector,tsquery,jsonpath,int2vector,txid_snapshot}');
SELECT id('ab  '::char(4)) || '|', length(id('äö'::bpchar)), id(''::bpchar) || '|';
SELECT id('pg_class'::name), length(make_name(repeat('n', 100))::text);
SELECT id('<a b="1">ü</a>'::xml)::text;
SELECT make_xml('<a');
SELECT id('fat:1A cat:2 ''it''''s'':3'::tsvector), id('fat & (cat | rat:*)'::tsquery), id('$.a[*] ? (@ > 1)'::jsonpath);
SELECT make_tsvector('a:x');
SELECT make_jsonpath('$[');
SELECT id('1 2 3'::int2vector);
SELECT make_int2vector('1 x');
SELECT id('10:20:10,14,15'::txid_snapshot);

-- cstring has a NUL that a function may look for, and no text may have one within.
CREATE FUNCTION id(v cstring) RETURNS cstring STRICT LANGUAGE plrust AS $$ Ok(Some(v.to_owned())) $$;
SELECT id('abc ü'::cstring), id(''::cstring);
CREATE FUNCTION make_text() RETURNS text LANGUAGE plrust AS $$ Ok(Some("a\0b".to_string())) $$;
SELECT make_text();
CREATE FUNCTION make_name() RETURNS name LANGUAGE plrust AS $$ Ok(Some("a\0b".to_string())) $$;
SELECT make_name();

-- Long ones, stored out of line.
CREATE TABLE long_texts (b bpchar, v tsvector);
INSERT INTO long_texts SELECT repeat('Rust 🦀 ', 50000), array_to_tsvector(array_agg('word' || n)) FROM generate_series(1, 5000) n;
SELECT length(b), id(b) = b AS same, length(v), id(v) = v AS same FROM long_texts;
-- Uncompressed out of line, and compressed in line.
CREATE TABLE stored (how text, v text);
ALTER TABLE stored ALTER v SET STORAGE EXTERNAL;
INSERT INTO stored SELECT 'external', string_agg(md5(n::text), '') FROM generate_series(1, 3000) n;
ALTER TABLE stored ALTER v SET STORAGE MAIN;
INSERT INTO stored SELECT 'main', repeat('compressible ', 1000);
ALTER TABLE stored ALTER v SET STORAGE EXTENDED;
INSERT INTO stored SELECT 'extended', string_agg(repeat(md5(n::text), 4), '') FROM generate_series(1, 3000) n;
CREATE FUNCTION id(v text) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(v.to_string())) $$;
CREATE FUNCTION twice(a text, b text) RETURNS bigint STRICT LANGUAGE plrust AS $$ Ok(Some((a.len() * 2 - b.len()) as i64)) $$;
SELECT how, length(v), pg_column_size(v) < length(v) AS is_compressed, id(v) = v AS same, twice(v, v) = octet_length(v) AS twice FROM stored;

