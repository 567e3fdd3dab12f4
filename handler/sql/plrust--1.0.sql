/* SPDX-License-Identifier: PostgreSQL */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION plrust" to load this file. \quit

-- Made here, so that it goes with the extension; one that was there before may hold other people's traps and stops it.
CREATE SCHEMA plrust;

CREATE FUNCTION plrust.check_database() RETURNS void
    LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'plrust_check_database';
SELECT plrust.check_database();

-- The language.
CREATE FUNCTION plrust.plrust_call_handler() RETURNS language_handler
    LANGUAGE c AS 'MODULE_PATHNAME', 'plrust_call_handler';
CREATE FUNCTION plrust.plrust_inline_handler(internal) RETURNS void
    LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'plrust_inline_handler';
CREATE FUNCTION plrust.plrust_validator(oid) RETURNS void
    LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'plrust_validator';
CREATE TRUSTED LANGUAGE plrust
    HANDLER plrust.plrust_call_handler
    INLINE plrust.plrust_inline_handler
    VALIDATOR plrust.plrust_validator;
COMMENT ON LANGUAGE plrust IS 'Rust, confined to its own memory';

-- Compiled modules. handler/artifacts.cpp reads both tables by column number. Only the extension writes them: what is
-- in here runs in the server.
CREATE TABLE plrust.artifacts (
    key bytea NOT NULL CONSTRAINT artifacts_pkey PRIMARY KEY,
    triple text COLLATE "C" NOT NULL,
    sysroot text NOT NULL,
    source_key bytea NOT NULL,
    object bytea NOT NULL,
    object_sha256 bytea NOT NULL,
    imports text[] NOT NULL,
    capabilities text[] NOT NULL,
    frame_bytes bigint NOT NULL,
    instructions bigint NOT NULL,
    is_proved boolean NOT NULL,
    -- No default: reading one costs each backend's first call a tenth of a millisecond.
    created timestamptz NOT NULL,
    -- Beside which modules it may be loaded: arrays of 32-bit numbers, as bytes.
    branch_hashes bytea NOT NULL,
    branch_entries bytea NOT NULL,
    -- Dependencies that are linked in, such as {"regex 1.7.1"}.
    crates text[] NOT NULL
);
ALTER TABLE plrust.artifacts ALTER COLUMN object SET STORAGE EXTERNAL;
COMMENT ON TABLE plrust.artifacts IS 'Machine code of PL/Rust functions, by what it was made from';

-- Which function uses which module.
CREATE TABLE plrust.function_artifacts (
    function oid NOT NULL,
    triple text COLLATE "C" NOT NULL,
    source_key bytea NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT function_artifacts_pkey PRIMARY KEY (function, triple)
);
CREATE INDEX function_artifacts_key ON plrust.function_artifacts (key);
COMMENT ON TABLE plrust.function_artifacts IS 'The module of each PL/Rust function and target';

REVOKE ALL ON plrust.artifacts, plrust.function_artifacts FROM PUBLIC;

CREATE FUNCTION plrust.source_key(function regprocedure) RETURNS bytea
    LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'plrust_source_key';
COMMENT ON FUNCTION plrust.source_key(regprocedure)
    IS 'Digest of what the machine code of a PL/Rust function depends on; NULL if it cannot be compiled';

CREATE FUNCTION plrust.recompile(function regprocedure) RETURNS void
    LANGUAGE c STRICT AS 'MODULE_PATHNAME', 'plrust_recompile';
COMMENT ON FUNCTION plrust.recompile(regprocedure)
    IS 'Compiles a PL/Rust function again, with the current sysroot and settings';

CREATE FUNCTION plrust.version() RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'plrust_version';

CREATE FUNCTION plrust.allowed_dependencies(
    OUT name text, OUT version text, OUT features text[], OUT default_features boolean,
    OUT build_script boolean, OUT proc_macro boolean) RETURNS SETOF record
    LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'plrust_allowed_dependencies';
COMMENT ON FUNCTION plrust.allowed_dependencies() IS 'Crates that the administrator lets functions depend on';

CREATE FUNCTION plrust.session_stats(
    OUT functions bigint, OUT instances bigint, OUT regions bigint, OUT heap_bytes bigint, OUT resets bigint,
    OUT stops bigint, OUT faults bigint, OUT active_calls bigint) RETURNS SETOF record
    LANGUAGE c VOLATILE STRICT ROWS 1 AS 'MODULE_PATHNAME', 'plrust_session_stats';

CREATE VIEW plrust.functions AS
SELECT p.oid::pg_catalog.regprocedure AS function,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(p.prosrc, 'UTF8')), 'hex') AS source_sha256,
       f.triple,
       a.capabilities,
       a.crates,
       a.sysroot,
       pg_catalog.octet_length(a.object) AS size,
       a.created,
       CASE
           WHEN a.key IS NULL THEN 'not compiled'
           WHEN f.source_key OPERATOR(pg_catalog.<>) plrust.source_key(p.oid::pg_catalog.regprocedure) THEN 'outdated'
           WHEN NOT a.is_proved THEN 'not proved'
           ELSE 'ready'
       END AS state
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_language l ON l.oid OPERATOR(pg_catalog.=) p.prolang
LEFT JOIN plrust.function_artifacts f ON f.function OPERATOR(pg_catalog.=) p.oid
LEFT JOIN plrust.artifacts a ON a.key OPERATOR(pg_catalog.=) f.key
WHERE l.lanname OPERATOR(pg_catalog.=) 'plrust';
COMMENT ON VIEW plrust.functions IS 'PL/Rust functions: what they are compiled for, and what they can do';

CREATE VIEW plrust.stats AS SELECT * FROM plrust.session_stats();
COMMENT ON VIEW plrust.stats IS 'PL/Rust in this session';

GRANT USAGE ON SCHEMA plrust TO PUBLIC;
GRANT SELECT ON plrust.functions, plrust.stats TO PUBLIC;
REVOKE EXECUTE ON FUNCTION plrust.check_database(), plrust.allowed_dependencies() FROM PUBLIC;

-- DROP FUNCTION, and everything that drops functions on its way, lets go of their modules.
CREATE FUNCTION plrust.forget_dropped() RETURNS event_trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'plrust_forget_dropped';
REVOKE EXECUTE ON FUNCTION plrust.forget_dropped() FROM PUBLIC;
CREATE EVENT TRIGGER plrust_forget_dropped ON sql_drop EXECUTE FUNCTION plrust.forget_dropped();
