# SPDX-License-Identifier: PostgreSQL
"""What one session does to a function is seen by others at the next call."""
from database import connect, do, quoted, require

COUNTER = """
    use std::sync::atomic::{AtomicI32, Ordering};
    static CALLS: AtomicI32 = AtomicI32::new(0);
    Ok(Some(CALLS.fetch_add(1, Ordering::Relaxed) + %d))"""


def counter(start):
    return f"CREATE OR REPLACE FUNCTION calls() RETURNS int LANGUAGE plrust AS {quoted(COUNTER % start)};"


def expect(session, *answers):
    """That further calls give these."""
    for answer in answers:
        given = do(session, "SELECT calls();")
        require(given == str(answer), f"calls() gave {given}, not {answer}")


def replaced_elsewhere():
    one, other = connect(), connect()
    do(one, counter(0))
    expect(one, 0, 1)
    expect(other, 0, 1)
    do(one, counter(100))
    expect(other, 100, 101)
    do(one, "BEGIN;", counter(200))
    expect(one, 200)
    expect(other, 102)
    do(one, "ROLLBACK;")
    expect(one, 100)
    expect(other, 103)


def recompiled_elsewhere():
    """A fresh module has fresh statics."""
    one, other = connect(), connect()
    do(one, counter(0))
    expect(other, 0, 1)
    do(one, "SELECT plrust.recompile('calls()');")
    expect(other, 0, 1)
    # A query that was planned before.
    do(other, "PREPARE p AS SELECT calls();")
    require(do(other, "EXECUTE p;") == "2", "the prepared query calls something else")
    do(one, "SET plrust.optimization = 'size';", "SELECT plrust.recompile('calls()');")
    require(do(other, "EXECUTE p;") == "0", "the prepared query calls the former module")
    # While a transaction is open, with a snapshot of its own. There, news come when a lock is taken.
    do(other, "BEGIN ISOLATION LEVEL REPEATABLE READ;", "SELECT 1;")
    expect(other, 1)
    do(one, "SELECT plrust.recompile('calls()');")
    do(other, "SELECT count(*) FROM shop.things;")
    expect(other, 0)
    do(other, "COMMIT;")


def recompiled_and_rolled_back():
    one, other = connect(), connect()
    do(one, counter(0))
    expect(one, 0)
    expect(other, 0)
    do(one, "BEGIN;", "SELECT plrust.recompile('calls()');")
    expect(one, 0, 1)
    do(one, "ROLLBACK;")
    # Of what was loaded in between nothing is left, and the others did not notice.
    expect(one, 0)
    expect(other, 1)
    do(one, "BEGIN;", "SAVEPOINT s;", "SELECT plrust.recompile('calls()');")
    expect(one, 0, 1)
    do(one, "ROLLBACK TO s;")
    expect(one, 0)
    do(one, "COMMIT;")
    expect(other, 2)


def others_are_left_alone():
    """Statics stay when something else is created, altered or compiled again."""
    one, other = connect(), connect()
    do(one, counter(0))
    expect(other, 0)
    do(one, "CREATE FUNCTION unrelated() RETURNS int LANGUAGE plrust AS 'Ok(None)';",
       "SELECT plrust.recompile('unrelated()');", "ALTER FUNCTION unrelated() COST 7;", "DROP FUNCTION unrelated();",
       "CREATE TYPE unrelated AS ENUM ('a');", "ALTER TYPE unrelated ADD VALUE 'b';", "DROP TYPE unrelated;")
    expect(other, 1)


def first_calls_do_not_wait():
    """What one transaction writes down of functions that it was the first to call, others do not wait for."""
    admin = connect()
    do(admin, counter(0), "DROP FUNCTION IF EXISTS uncompiled();", "SET check_function_bodies = off;",
       "CREATE FUNCTION uncompiled() RETURNS int LANGUAGE plrust AS 'Ok(Some(9))';", "DELETE FROM plrust.function_artifacts;")
    one, other, old = connect(), connect(), connect()
    do(old, "BEGIN ISOLATION LEVEL REPEATABLE READ;", "SELECT count(*) FROM pg_class;")
    do(one, "BEGIN;")
    do(other, "SET statement_timeout = '20s';", "BEGIN;")
    calls = ["SELECT calls();", "SELECT shop.grow(1);", "SELECT uncompiled();"]
    for session, questions in ((one, calls[:2]), (other, calls[::-1]), (one, calls[::-1])):
        for question in questions:
            do(session, question)
    do(one, "COMMIT;")
    do(other, "COMMIT;")
    # Nor does anybody stumble over what was committed since his snapshot.
    do(old, *calls, "COMMIT;")
    bound = do(admin, "SELECT count(*) FROM plrust.function_artifacts WHERE function IN ('calls()'::regprocedure, "
                      "'shop.grow(int)'::regprocedure, 'uncompiled()'::regprocedure);")
    require(bound == "3", f"{bound} of 3 are bound")


def used_through_a_query():
    """DISCARD ALL takes plans and settings away, and functions go on."""
    session = connect()
    do(session, counter(0), "CREATE FUNCTION asks(t text) RETURNS int STRICT LANGUAGE plrust AS "
       "$$ Ok(Spi::get_one_with_args(\"SELECT length($1)\", vec![(PgBuiltInOids::TEXTOID.oid(), t.into_datum())])?) $$;",
       "SET search_path = shop, public;")
    expect(session, 0)
    require(do(session, "SELECT asks('abc');") == "3", "asks")
    do(session, "DISCARD ALL;")
    require(do(session, "SELECT asks('abcd');") == "4", "asks, after DISCARD ALL")
    expect(session, 1)
    do(session, "CREATE TEMP TABLE t AS SELECT 1 AS n;", "DISCARD TEMP;", "DISCARD PLANS;", "DISCARD SEQUENCES;")
    require(do(session, "SELECT asks('abcde');") == "5", "asks, after DISCARD PLANS")


def written_by_nobody_else():
    """Whoever may write any table may not write these."""
    admin = connect()
    do(admin, "CREATE ROLE plrust_life_writer LOGIN IN ROLE pg_write_all_data, pg_read_all_data;")
    try:
        writer = connect(user="plrust_life_writer")
        for table in ("artifacts", "function_artifacts"):
            for command in (f"INSERT INTO plrust.{table} SELECT * FROM plrust.{table} LIMIT 1;",
                            f"UPDATE plrust.{table} SET key = '\\x00';", f"DELETE FROM plrust.{table};"):
                given = writer.run(command)
                require(given.sqlstate == "42501" and "only superusers can write plrust." in given.message,
                        f"{command} gave {given}")
        given = writer.run("SET session_replication_role = replica; DELETE FROM plrust.artifacts;")
        require(given.sqlstate == "42501", f"as a replica: {given}")
    finally:
        do(admin, "DROP ROLE plrust_life_writer;")


FAULTY = """
    if fault { unsafe { std::ptr::read_volatile(std::hint::black_box(64 as *const i32)) }; }
    Ok(Some(1))"""


def create_faulty(session):
    do(session, "SET plrust.allow_unsafe = on;",
       f"CREATE OR REPLACE FUNCTION faulty(fault bool) RETURNS int LANGUAGE plrust STRICT AS {quoted(FAULTY)};")


def is_refused(session):
    given = session.run("SELECT faulty(false);")
    return given.sqlstate == "55000" and "is in quarantine" in given.message


def quarantined_elsewhere():
    """Sessions that have loaded the function hear of its fault, though the transaction is rolled back."""
    one, other, careless = connect(), connect(), connect()
    create_faulty(one)
    for session in (one, other):
        do(session, "SET plrust.quarantine_faults = on;")
    do(other, "PREPARE p AS SELECT faulty(false);", "EXECUTE p;")
    do(careless, "SELECT faulty(false);")
    given = one.run("SELECT faulty(true);")
    require(given.sqlstate == "38000", f"a fault: {given}")
    given = other.run("EXECUTE p;")
    require(given.sqlstate == "55000", f"a prepared query of another session: {given}")
    require(is_refused(one) and is_refused(other) and not is_refused(careless), "not refused by whom it should be")
    do(careless, "SELECT plrust.release('faulty(bool)');")
    require(do(other, "EXECUTE p;") == "1" and not is_refused(one), "released, and refused nevertheless")
    do(one, "DROP FUNCTION faulty(bool);")


PARTS = [replaced_elsewhere, recompiled_elsewhere, recompiled_and_rolled_back, others_are_left_alone,
         first_calls_do_not_wait, used_through_a_query, written_by_nobody_else, quarantined_elsewhere]
