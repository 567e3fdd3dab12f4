-- uuid: values cross unchanged; texts and order are PostgreSQL's.
CREATE EXTENSION plrust;
CREATE FUNCTION id_uuid(v uuid) RETURNS uuid STRICT LANGUAGE plrust AS $$ Ok(Some(v)) $$;
CREATE FUNCTION uuid_text(v uuid) RETURNS text STRICT LANGUAGE plrust AS $$ Ok(Some(format!("{v} {v:X}"))) $$;
CREATE FUNCTION uuid_of(v text) RETURNS uuid STRICT LANGUAGE plrust AS $$ Ok(Some(v.parse()?)) $$;
CREATE FUNCTION uuid_less(a uuid, b uuid) RETURNS bool STRICT LANGUAGE plrust AS $$ Ok(Some(a < b)) $$;
SELECT v, id_uuid(v) = v AS same
FROM unnest(ARRAY['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff',
                  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']::uuid[]) v;
SELECT uuid_text('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
CREATE TABLE pair AS SELECT gen_random_uuid() AS a, gen_random_uuid() AS b FROM generate_series(1, 2000);
SELECT count(*), count(*) FILTER (WHERE id_uuid(a) <> a) AS wrong,
       count(*) FILTER (WHERE uuid_text(a) <> a::text || ' ' || upper(a::text)) AS wrong_text,
       count(*) FILTER (WHERE uuid_less(a, b) <> (a < b)) AS wrong_order FROM pair;
SELECT v, uuid_of(v) = v::uuid AS same
FROM unnest(ARRAY['{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}', 'A0EEBC999C0B4EF8BB6D6BB9BD380A11',
                  'a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11']) v;
SELECT uuid_of('a0eebc99');
\echo :SQLSTATE
CREATE FUNCTION from_parts(v bytea) RETURNS uuid STRICT LANGUAGE plrust AS $$ Ok(Some(Uuid::from_slice(v)?)) $$;
SELECT from_parts('\x00112233445566778899aabbccddeeff');
SELECT from_parts('\x0011');
