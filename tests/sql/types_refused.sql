-- What does not cross says which type it is, and what to use instead.
CREATE EXTENSION plrust;
\set VERBOSITY sqlstate
CREATE FUNCTION no(v nosuch) RETURNS int LANGUAGE plrust AS $$ Ok(None) $$;
\set VERBOSITY default
CREATE PROCEDURE no(v internal) LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(v "any") RETURNS int LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(VARIADIC v "any") RETURNS int LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(v void) RETURNS int LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no() RETURNS language_handler LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(internal) RETURNS index_am_handler LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no() RETURNS fdw_handler LANGUAGE plrust AS $$ Ok(None) $$;
CREATE FUNCTION no(v pg_ddl_command) RETURNS int LANGUAGE plrust AS $$ Ok(None) $$;
CREATE TYPE shell;
CREATE FUNCTION no(v shell) RETURNS int LANGUAGE plrust AS $$ Ok(None) $$;
