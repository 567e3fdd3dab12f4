# SPDX-License-Identifier: PostgreSQL
"""pg_dump and pg_restore, and what happens without a compiler."""
import pathlib
import subprocess

from database import NAME, OWNER, Failed, check, connect, do, environment_of, modules, once, require, states

HERE = pathlib.Path(__file__).resolve().parent


def run(*command, environment=None, text=None, may_fail=False):
    done = subprocess.run(command, env=environment, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=120, check=False)
    shown = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0 and not may_fail:
        raise Failed(f"{command[0]} ended with status {done.returncode}: {shown[-1500:]}")
    return shown


def dump(folder, name, *options, user=None):
    """A dump of the database of the server under test."""
    file = folder.path / name
    run("pg_dump", "-f", str(file), *options, NAME, environment=environment_of(**({"PGUSER": user} if user else {})))
    return file


def empty_database(name, environment=None):
    # Functions made before those of the dump: in there they have other oids.
    once("postgres", f'CREATE DATABASE "{name}";', environment=environment)
    return name


def restore(file, database, *options, environment=None):
    run("pg_restore", "-e", "-d", database, *options, str(file), environment=environment)


def modules_are_in_the_dump(folder, other):
    """Plain, custom, parallel: on a server without a toolchain everything works at the first call."""
    plain = dump(folder, "plain.sql")
    custom = dump(folder, "custom.dump", "-Fc")
    with_modules = modules(NAME)
    for kind in ("plain", "custom", "parallel"):
        database = empty_database(f"{NAME}_{kind}", other.environment)
        if kind == "plain":
            run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", str(plain),
                environment=other.environment)
        elif kind == "custom":
            restore(custom, database, environment=other.environment)
        else:
            # Which table comes first is left to chance there.
            restore(custom, database, "--section=pre-data", environment=other.environment)
            restore(custom, database, "--data-only", "-n", "plrust", "-t", "artifacts", environment=other.environment)
            for section in ("data", "post-data"):
                restore(custom, database, "-j", "2", f"--section={section}", environment=other.environment)
        require(modules(database, other.environment) == with_modules, f"{kind}: not all modules were restored")
        require(states(database, other.environment) == "ready", f"{kind}: {states(database, other.environment)}")
        check(database, other.environment)
    # What was restored is bound as it is called, and goes with its function.
    session = connect(f"{NAME}_custom", cluster=other)
    before = int(do(session, "SELECT count(*) FROM plrust.artifacts;"))
    do(session, "DROP FUNCTION shop.words(text);")
    after = int(do(session, "SELECT count(*) FROM plrust.artifacts;"))
    require(after == before - 1, f"{before} modules, and {after} without one of the functions")


def modules_are_left_out(folder, _other):
    """No compilation while it is restored; functions are compiled at the first call, or by plrust.recompile."""
    schema = dump(folder, "schema.dump", "-Fc", "--schema-only")
    database = empty_database(f"{NAME}_schema")
    restore(schema, database)
    require(modules(database) == 0, "something was compiled while the schema was restored")
    require(states(database) == "not compiled", states(database))
    session = connect(database)
    require(do(session, "SELECT shop.grow(1);") == "2", "the first call")
    do(session, "SELECT plrust.recompile(function) FROM plrust.functions WHERE function::text IN ('shop.shrink(integer)', "
       "'shop.odd(text)');")
    require(states(database) == "not compiled, ready", states(database))
    # The data come after the functions have been compiled, and the same modules are among them.
    restore(dump(folder, "data.dump", "-Fc", "--data-only"), database)
    require(states(database) == "ready", states(database))
    require(modules(database) == modules(NAME), "the dump's modules were added to equal ones")
    check(database)
    without = dump(folder, "without.sql", "--exclude-table-data=plrust.artifacts")
    require("COPY plrust.artifacts" not in without.read_text(), "--exclude-table-data has no effect")
    require("COPY plrust.artifacts" in dump(folder, "with.sql").read_text(), "modules are not dumped")


def dumped_by_its_owner(folder, other):
    """Who is no superuser can dump; who restores it without being one gets everything but the modules."""
    file = dump(folder, "owner.dump", "-Fc", user=OWNER)
    database = empty_database(f"{NAME}_owner", other.environment)
    restore(file, database, environment=other.environment)
    check(database, other.environment)
    database = f"{NAME}_by_owner"
    once("postgres", f"CREATE DATABASE {database} OWNER {OWNER};", environment=other.environment)
    once(database, "CREATE EXTENSION plrust;", environment=other.environment)
    shown = run("pg_restore", "-d", database, "-U", OWNER, str(file), environment=other.environment, may_fail=True)
    require("permission denied for table artifacts" in shown, f"a restore by the owner: {shown}")
    require(modules(database, other.environment) == 0, "somebody who is no superuser wrote modules")
    given = connect(database, cluster=other).run("SELECT shop.grow(1);")
    require(given.sqlstate == "F0000", f"a function without a module: {given}")


def template(_folder, other):
    """A copy of a database needs no compiler."""
    once("postgres", f"CREATE DATABASE {NAME}_copy TEMPLATE {NAME};", environment=other.environment)
    require(states(f"{NAME}_copy", other.environment) == "ready", states(f"{NAME}_copy", other.environment))
    check(f"{NAME}_copy", other.environment)


def cleaned(folder, other):
    """pg_restore --clean: the extension is dropped and made again, in the schema that stays."""
    custom = dump(folder, "clean.dump", "-Fc")
    database = empty_database(f"{NAME}_clean", other.environment)
    for _ in range(2):
        restore(custom, database, "--clean", "--if-exists", environment=other.environment)
        check(database, other.environment)


def prior_art(folder, _other):
    """A dump of tcdi/plrust 1.2, with its bodies in JSON: restored as it is, and left as it is."""
    database = empty_database(f"{NAME}_prior")
    run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", str(HERE / "prior_art.sql"))
    require(modules(database) == 1, "something was compiled that no index asked for")
    session = connect(database)
    require(do(session, "SELECT public.add_one(41), public.shout('ab\"c');") == "42|AB\"C!", "the functions' answers")
    require(do(session, "SELECT n FROM public.numbers WHERE public.add_one(n) = 3;") == "2", "the index")
    require(do(session, "SELECT plrust.source('public.add_one(int)');").strip() == "Ok(Some(n + 1))", "the source")
    require(do(session, "SELECT prosrc::jsonb ? 'lib' FROM pg_proc WHERE proname = 'add_one';") == "t",
            "the body was written")
    same = "SELECT string_agg(md5(prosrc), ' ' ORDER BY proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace;"
    given = session.run("SELECT public.broken();")
    require(given.sqlstate == "42601" and "line 3," in given.text, f"where the error is: {given.text}")
    # What is dumped again is what came.
    file = folder.path / "prior.dump"
    run("pg_dump", "-Fc", "-f", str(file), database)
    restore(file, empty_database(f"{NAME}_prior_again"))
    require(do(session, same) == once(f"{NAME}_prior_again", same), "the bodies of the second dump")
    require(once(f"{NAME}_prior_again", "SELECT count(*) > 0 FROM plrust.functions WHERE state = 'ready';") == "t",
            "the modules of the second dump")


PARTS = [modules_are_in_the_dump, modules_are_left_out, dumped_by_its_owner, template, cleaned, prior_art]
