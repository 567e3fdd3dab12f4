/* SPDX-License-Identifier: PostgreSQL */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION plrust" to load this file. \quit

-- The schema is made by CREATE EXTENSION. One that was there before, as in a dump's restore, must be a superuser's, and
-- empty: it may hold other people's traps.
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

-- Compiled modules. handler/artifact_row.cpp reads this table by column number. Only the extension and superusers write
-- it: what is in here runs in the server. Everybody may read it, as everybody may read the sources, so that everybody
-- can dump his database.
CREATE TABLE plrust.artifacts (
    key bytea NOT NULL CONSTRAINT artifacts_pkey PRIMARY KEY,
    triple text COLLATE "C" NOT NULL,
    sysroot text NOT NULL,
    source_key bytea NOT NULL,
    object bytea NOT NULL,
    -- Of all the other columns.
    digest bytea NOT NULL,
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
CREATE INDEX artifacts_source_key ON plrust.artifacts (source_key);
COMMENT ON TABLE plrust.artifacts IS 'Machine code of PL/Rust functions, by what it was made from';

-- Dumps have the modules, which are found by what they were made from.
SELECT pg_catalog.pg_extension_config_dump('plrust.artifacts', '');

-- Which function uses which module; handler/artifacts.cpp reads this table by column number. Dumps do not have it, and in
-- a cluster with another system identifier, after pg_upgrade, functions have other oids.
CREATE TABLE plrust.function_artifacts (
    function oid NOT NULL,
    triple text COLLATE "C" NOT NULL,
    system bigint NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT function_artifacts_pkey PRIMARY KEY (function, triple)
);
CREATE INDEX function_artifacts_key ON plrust.function_artifacts (key);
COMMENT ON TABLE plrust.function_artifacts IS 'The module of each PL/Rust function and target';

REVOKE ALL ON plrust.artifacts, plrust.function_artifacts FROM PUBLIC;
GRANT SELECT ON plrust.artifacts TO PUBLIC;

-- Against those who may write any table (pg_write_all_data), and for restores: rows that are there already stay.
CREATE FUNCTION plrust.guard_artifacts() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'plrust_guard_artifacts';
REVOKE EXECUTE ON FUNCTION plrust.guard_artifacts() FROM PUBLIC;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON plrust.artifacts
    FOR EACH ROW EXECUTE FUNCTION plrust.guard_artifacts();
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON plrust.function_artifacts
    FOR EACH ROW EXECUTE FUNCTION plrust.guard_artifacts();
ALTER TABLE plrust.artifacts ENABLE ALWAYS TRIGGER guard;
ALTER TABLE plrust.function_artifacts ENABLE ALWAYS TRIGGER guard;

CREATE FUNCTION plrust.source(function regprocedure) RETURNS text
    LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'plrust_source';
COMMENT ON FUNCTION plrust.source(regprocedure) IS 'Rust source of a PL/Rust function';

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

-- Machine code that has faulted (plrust.quarantine_faults).
CREATE FUNCTION plrust.fault(function regprocedure, object bytea, OUT faulted timestamptz, OUT fault text)
    LANGUAGE c STABLE STRICT AS 'MODULE_PATHNAME', 'plrust_fault';
COMMENT ON FUNCTION plrust.fault(regprocedure, bytea)
    IS 'When and why this machine code of a PL/Rust function was put in quarantine; NULL if it is not there';

CREATE FUNCTION plrust.release(function regprocedure) RETURNS boolean
    LANGUAGE c VOLATILE STRICT AS 'MODULE_PATHNAME', 'plrust_release';
COMMENT ON FUNCTION plrust.release(regprocedure) IS 'Lets a PL/Rust function that is in quarantine run again';

-- A function's modules: those that it is bound to, and those that it would find.
CREATE VIEW plrust.functions AS
SELECT p.oid::pg_catalog.regprocedure AS function,
       pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(plrust.source(p.oid::pg_catalog.regprocedure), 'UTF8')),
                         'hex') AS source_sha256,
       m.triple,
       m.capabilities,
       m.crates,
       m.sysroot,
       m.size,
       m.created,
       CASE
           WHEN m.triple IS NULL THEN 'not compiled'
           WHEN NOT m.is_current THEN 'outdated'
           WHEN NOT m.is_proved THEN 'not proved'
           WHEN q.faulted IS NOT NULL THEN 'quarantined'
           ELSE 'ready'
       END AS state,
       q.faulted,
       q.fault
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_language l ON l.oid OPERATOR(pg_catalog.=) p.prolang
LEFT JOIN LATERAL (
    SELECT DISTINCT ON (a.triple) a.triple, a.capabilities, a.crates, a.sysroot, a.created, a.is_proved,
           a.object, pg_catalog.octet_length(a.object) AS size,
           a.source_key OPERATOR(pg_catalog.=) k.source_key AS is_current
    FROM (SELECT COALESCE(plrust.source_key(p.oid::pg_catalog.regprocedure), ''::pg_catalog.bytea) AS source_key) k,
         plrust.artifacts a
         LEFT JOIN plrust.function_artifacts f
             ON f.key OPERATOR(pg_catalog.=) a.key AND f.function OPERATOR(pg_catalog.=) p.oid
    WHERE f.function IS NOT NULL OR a.source_key OPERATOR(pg_catalog.=) k.source_key
    ORDER BY a.triple, is_current DESC, f.function IS NOT NULL DESC, a.created DESC
) m ON true
LEFT JOIN LATERAL plrust.fault(p.oid::pg_catalog.regprocedure, m.object) q ON true
WHERE l.lanname OPERATOR(pg_catalog.=) 'plrust';
COMMENT ON VIEW plrust.functions IS 'PL/Rust functions: what they are compiled for, and what they can do';

CREATE VIEW plrust.stats AS SELECT * FROM plrust.session_stats();
COMMENT ON VIEW plrust.stats IS 'PL/Rust in this session';

GRANT USAGE ON SCHEMA plrust TO PUBLIC;
GRANT SELECT ON plrust.functions, plrust.stats TO PUBLIC;
REVOKE EXECUTE ON FUNCTION plrust.check_database(), plrust.allowed_dependencies(),
    plrust.release(regprocedure) FROM PUBLIC;

-- DROP FUNCTION, and everything that drops functions on its way, lets go of their modules.
CREATE FUNCTION plrust.forget_dropped() RETURNS event_trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'plrust_forget_dropped';
REVOKE EXECUTE ON FUNCTION plrust.forget_dropped() FROM PUBLIC;
CREATE EVENT TRIGGER plrust_forget_dropped ON sql_drop EXECUTE FUNCTION plrust.forget_dropped();
