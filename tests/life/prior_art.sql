-- SPDX-License-Identifier: PostgreSQL
--
-- PostgreSQL database dump
--
-- Of a database with tcdi/plrust 1.2.8; the machine code is cut short.

SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;
SET row_security = off;

CREATE SCHEMA plrust;


ALTER SCHEMA plrust OWNER TO CURRENT_USER;

CREATE EXTENSION IF NOT EXISTS plrust WITH SCHEMA plrust;


COMMENT ON EXTENSION plrust IS 'plrust: A Trusted Rust procedural language for PostgreSQL';


CREATE FUNCTION public.add_one(n integer) RETURNS integer
    LANGUAGE plrust IMMUTABLE STRICT
    AS $_${"src":"\n    Ok(Some(n + 1))\n","trusted_pgrx_version":"1.2.8","lib":{"x86_64-postgres-linux-gnu":{"encoding":"GzBase64","symbol":"plrust_fn_oid_16384_16500_0_wrapper","encoded":"H4sIAAAAAAAC_-y9CXgUVdYwXNXdSToh0A2kIYBAoxXoZk1YJCxqt6nWBEEyEg2jTEAhAgImQ7rYhCSSRKhcSuM44zDOfPPO","lints":["clippy::disallowed_methods","plrust_async","unsafe_code"]}},"capabilities":["ZeroCopyArrays"]}$_$;


CREATE FUNCTION public.shout(t text) RETURNS text
    LANGUAGE plrust STRICT
    AS $_${"src":"[code]\n// \"t\" \u0069s a text\nOk(Some(t.to_uppercase() + \"!\"))","trusted_pgrx_version":"1.2.8","lib":{},"capabilities":["ZeroCopyArrays"]}$_$;


CREATE FUNCTION public.broken() RETURNS integer
    LANGUAGE plrust
    AS $_${"src":"\n\n    Ok(Some(no_such_name))\n","trusted_pgrx_version":"1.2.8","lib":{},"capabilities":[]}$_$;


CREATE TABLE public.numbers (
    n integer
);


COPY public.numbers (n) FROM stdin;
1
2
3
\.


CREATE INDEX numbers_plus_one ON public.numbers USING btree (public.add_one(n));


--
-- PostgreSQL database dump complete
--
