-- Every type crosses both ways with its extreme values.
CREATE EXTENSION plrust;
CREATE FUNCTION id_bool(v bool) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_char(v "char") RETURNS "char" STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_int2(v int2) RETURNS int2 STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_int4(v int4) RETURNS int4 STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_int8(v int8) RETURNS int8 STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_float4(v float4) RETURNS float4 STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_float8(v float8) RETURNS float8 STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_oid(v oid) RETURNS oid STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION id_text(v text) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(v.to_string())) $$;
CREATE FUNCTION id_varchar(v varchar) RETURNS varchar STRICT LANGUAGE plrust AS $$ Ok(Some(v.to_string())) $$;
CREATE FUNCTION id_bytea(v bytea) RETURNS bytea STRICT LANGUAGE plrust AS $$ Ok(Some(v.to_vec())) $$;
CREATE FUNCTION nothing() RETURNS void LANGUAGE plrust AS $$ Ok(Some(())) $$;
SELECT v, id_bool(v), id_bool(v) = v AS same FROM unnest(ARRAY[true, false]) v;
SELECT v, id_char(v), id_char(v) = v AS same FROM unnest(ARRAY['a', '~', '']::"char"[]) v;
SELECT v, id_int2(v) = v AS same FROM unnest(ARRAY[-32768, -1, 0, 32767]::int2[]) v;
SELECT v, id_int4(v) = v AS same FROM unnest(ARRAY[-2147483648, -1, 0, 2147483647]) v;
SELECT v, id_int8(v) = v AS same FROM unnest(ARRAY[-9223372036854775808, -1, 0, 9223372036854775807]) v;
SELECT v, id_float4(v) = v AS same FROM unnest(ARRAY['-Infinity', -0.1, 0, 'NaN', 3.4e38]::float4[]) v;
SELECT v, id_float8(v) = v AS same FROM unnest(ARRAY['-Infinity', -0.1, 0, 'NaN', 1.7e308]::float8[]) v;
SELECT v, id_oid(v) = v AS same FROM unnest(ARRAY[0, 4294967295]::oid[]) v;
SELECT v, id_text(v) = v AS same FROM unnest(ARRAY['', 'a', 'Größe', '水', '🐘']) v;
SELECT v, id_varchar(v) = v AS same FROM unnest(ARRAY['', 'a', '🐘']::varchar[]) v;
SELECT v, id_bytea(v) = v AS same FROM unnest(ARRAY['', '\x00ff00', '\xc328']::bytea[]) v;
SELECT nothing(), nothing() IS NULL AS is_null;

-- Values that sort, hash and compare by their datum are the ones that PostgreSQL makes itself.
SELECT count(*) FROM generate_series(-3, 3) n WHERE id_int4(n) IN (-3, -2, -1, 0, 1, 2, 3);
SELECT array_agg(id_int2(n::int2) ORDER BY id_int2(n::int2)) FROM generate_series(-3, 3) n;

-- Long values, also compressed and stored out of line.
CREATE TABLE long_values (t text, b bytea);
INSERT INTO long_values SELECT repeat('Rust 🦀 ', 500000), decode(repeat('00ff', 1000000), 'hex');
SELECT length(id_text(t)), id_text(t) = t AS same, length(id_bytea(b)), id_bytea(b) = b AS same FROM long_values;

-- Three arguments in registers, more in a block.
CREATE FUNCTION three(a int, b bigint, c float8) RETURNS float8 STRICT LANGUAGE plrust
AS $$ Ok(Some(a as f64 + b as f64 * 10.0 + c * 100.0)) $$;
CREATE FUNCTION five(a int, b text, c bool, d bytea, e float4) RETURNS text STRICT LANGUAGE plrust
AS $$ Ok(Some(format!("{a} {b} {c} {d:?} {e}"))) $$;
SELECT three(1, 2, 3), five(1, 'two', true, '\x0304', 5);
