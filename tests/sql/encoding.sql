-- Rust's text is UTF-8, and so must be the database.
CREATE DATABASE plrust_regress_latin1 ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0;
\c plrust_regress_latin1
CREATE EXTENSION plrust;
SELECT count(*) FROM pg_namespace WHERE nspname = 'plrust';
\c postgres
DROP DATABASE plrust_regress_latin1;
CREATE DATABASE plrust_regress_utf8 ENCODING 'UTF8' TEMPLATE template0;
\c plrust_regress_utf8
CREATE EXTENSION plrust;
-- Text that goes out is checked, whatever unsafe code made of it.
SET plrust.allow_unsafe = on;
CREATE FUNCTION forge(b bytea) RETURNS text STRICT LANGUAGE plrust
AS $$ Ok(Some(unsafe { String::from_utf8_unchecked(b.to_vec()) })) $$;
SELECT forge('\x6f6b');
SELECT forge('\xff');
SELECT forge('\xc3');
SELECT forge('\x610062');
SELECT forge('\xeda080');
CREATE FUNCTION forge_message(b bytea) RETURNS void STRICT LANGUAGE plrust
AS $$ notice!("{}", unsafe { std::str::from_utf8_unchecked(b) }); Ok(Some(())) $$;
SELECT forge_message('\x61ff62');
CREATE FUNCTION forge_panic(b bytea) RETURNS void STRICT LANGUAGE plrust
AS $$ panic!("{}", unsafe { std::str::from_utf8_unchecked(b) }) $$;
SELECT forge_panic('\x61ff62');
CREATE FUNCTION forge_query(b bytea) RETURNS void STRICT LANGUAGE plrust
AS $$ Spi::run(unsafe { std::str::from_utf8_unchecked(b) })?; Ok(Some(())) $$;
SELECT forge_query('\x53454c454354202761ff6227');
SELECT forge('\x6f6b');
-- A schema of somebody else's is not taken.
CREATE ROLE regress_plrust_encoding;
DROP EXTENSION plrust CASCADE;
DROP SCHEMA plrust;
CREATE SCHEMA plrust AUTHORIZATION regress_plrust_encoding;
CREATE EXTENSION plrust;
DROP SCHEMA plrust;
DROP ROLE regress_plrust_encoding;
\c postgres
DROP DATABASE plrust_regress_utf8;
