-- Settings: all declared, none of them for everybody that could name a program.
CREATE EXTENSION plrust;
SELECT name, vartype, context, unit FROM pg_settings WHERE name LIKE 'plrust.%' ORDER BY name COLLATE "C";
SET plrust.unknown = 1;
SET plrust.toolchain = '/bin/sh';
SET plrust.work_dir = '/';
SET plrust.sysroot_dir = '/';
SET plrust.allowed_capabilities = 'memory, everything';
SET plrust.optimization = 'fast';
SET plrust.memory_limit = '1kB';
CREATE ROLE regress_plrust_settings;
SET ROLE regress_plrust_settings;
SET plrust.memory_limit = '1GB';
SET plrust.allow_unsafe = on;
SET plrust.allowed_capabilities = 'memory';
SET plrust.compile_timeout = '1h';
SET plrust.optimization = 'size';
SHOW plrust.toolchain;
SELECT count(*) AS modules FROM plrust.artifacts;
INSERT INTO plrust.artifacts SELECT * FROM plrust.artifacts;
UPDATE plrust.artifacts SET is_proved = true;
INSERT INTO plrust.function_artifacts VALUES (1, 'x', 0, '');
SELECT * FROM plrust.allowed_dependencies();
SELECT plrust.version() <> '' AS has_version, (SELECT count(*) FROM plrust.functions) AS functions;
RESET ROLE;
-- A name that was set before the module was there is not taken over.
\c
SET ROLE regress_plrust_settings;
SET plrust.toolchain = '/bin/sh';
LOAD 'plrust';
RESET ROLE;
SELECT plrust.version() <> '' AS has_version;
SELECT setting = '/bin/sh' AS taken_over FROM pg_settings WHERE name = 'plrust.toolchain';
DROP ROLE regress_plrust_settings;

-- unsafe is for those whom the administrator lets say it.
\set VERBOSITY terse
CREATE FUNCTION says_unsafe() RETURNS int LANGUAGE plrust AS $$ let n = 1; Ok(Some(unsafe { *(&n as *const i32) })) $$;
\set VERBOSITY default
SET plrust.allow_unsafe = on;
CREATE FUNCTION says_unsafe() RETURNS int LANGUAGE plrust AS $$ let n = 1; Ok(Some(unsafe { *(&n as *const i32) })) $$;
SELECT says_unsafe();
CREATE FUNCTION calls_c() RETURNS int LANGUAGE plrust AS $$
    extern "C" { fn getpid() -> i32; }
    Ok(Some(unsafe { getpid() }))
$$;
RESET plrust.allow_unsafe;

-- Capabilities are what a function imports.
CREATE FUNCTION pure(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(n.wrapping_add(1))) $$;
CREATE FUNCTION asks() RETURNS bigint LANGUAGE plrust AS $$ Ok(Spi::get_one::<i64>("SELECT 1::int8")?) $$;
SELECT function, capabilities FROM plrust.functions WHERE function::text IN ('pure(integer)', 'asks()') ORDER BY 1;
SET plrust.allowed_capabilities = 'memory, errors';
SELECT pure(1);
SELECT asks();
-- Nor can a new one be made, whether its module is there already or not.
CREATE FUNCTION asks_too() RETURNS bigint LANGUAGE plrust AS $$ Ok(Spi::get_one::<i64>("SELECT 1::int8")?) $$;
CREATE OR REPLACE FUNCTION asks() RETURNS bigint LANGUAGE plrust AS $$ Ok(Spi::get_one::<i64>("SELECT 1::int8")?) $$;
SELECT count(*) FROM pg_proc WHERE proname = 'asks_too';
RESET plrust.allowed_capabilities;
SELECT asks();

-- What is optimized differently is another module of the same function.
SET plrust.optimization = 'none';
CREATE OR REPLACE FUNCTION pure(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(n.wrapping_add(1))) $$;
SELECT pure(1);
SET plrust.optimization = 'size';
CREATE OR REPLACE FUNCTION pure(n int) RETURNS int STRICT LANGUAGE plrust AS $$ Ok(Some(n.wrapping_add(1))) $$;
SELECT pure(1);
RESET plrust.optimization;
SELECT count(*) FROM plrust.function_artifacts WHERE function = 'pure(int)'::regprocedure;
