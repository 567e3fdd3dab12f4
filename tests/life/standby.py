# SPDX-License-Identifier: PostgreSQL
"""A streaming standby without a toolchain, and what becomes of it."""
import os

from database import NAME, check, connect, databases, do, drop, once, quoted, require, states
from sessions import counter, create_faulty, is_refused


def caught_up(standby):
    position = once("postgres", "SELECT pg_current_wal_lsn();")
    standby.wait_for(f"SELECT pg_last_wal_replay_lsn() >= '{position}'")


def expect(session, answer):
    given = do(session, "SELECT calls();")
    require(given == str(answer), f"calls() gave {given}, not {answer}")


def runs_what_is_compiled(standby):
    check_read_only(standby)
    session = connect(cluster=standby)
    given = session.run("SELECT plrust.recompile('shop.grow(int)');")
    require(given.sqlstate == "25006", f"plrust.recompile on the standby: {given}")
    given = session.run("DO LANGUAGE plrust 'Ok(None)';")
    require(given.sqlstate == "F0000", f"a DO block on the standby: {given}")


def check_read_only(standby):
    session = connect(cluster=standby)
    given = do(session, "SELECT shop.grow(41), shop.shrink(41), shop.mood_of(true), count(*) FROM shop.words('a b');")
    require(given == "42|40|glad|2", f"on the standby: {given}")
    require(states(NAME, standby.environment) == "ready", states(NAME, standby.environment))


def sees_what_changes(standby):
    """In a session that has called the function before."""
    primary, there = connect(), connect(cluster=standby)
    do(primary, counter(0))
    caught_up(standby)
    expect(there, 0)
    expect(there, 1)
    do(primary, counter(100))
    caught_up(standby)
    expect(there, 100)
    do(primary, "SELECT plrust.recompile('calls()');")
    caught_up(standby)
    expect(there, 100)
    expect(there, 101)


def says_what_is_missing(standby):
    primary, there = connect(), connect(cluster=standby)
    do(primary, "SET check_function_bodies = off;",
       f"CREATE FUNCTION later() RETURNS int LANGUAGE plrust AS {quoted('Ok(Some(5))')};")
    caught_up(standby)
    given = there.run("SELECT later();")
    require(given.sqlstate == "55000" and "this standby server cannot compile it" in given.message
            and "On the primary server: SELECT plrust.recompile('later()')" in given.text, f"the error: {given.text}")
    do(primary, "SELECT plrust.recompile('later()');")
    caught_up(standby)
    require(do(there, "SELECT later();") == "5", "compiled on the primary server")


def has_a_quarantine_of_its_own(standby):
    """It outlives the server, which may not write a table."""
    primary = connect()
    create_faulty(primary)
    caught_up(standby)
    there = connect(cluster=standby)
    do(primary, "SET plrust.quarantine_faults = on;")
    do(there, "SET plrust.quarantine_faults = on;")
    given = there.run("SELECT faulty(true);")
    require(given.sqlstate == "38000" and is_refused(there), f"a fault on the standby: {given}")
    require(not is_refused(primary), "the primary refuses what faulted on the standby")
    there.close()
    standby.stop()
    standby.start()
    there = connect(cluster=standby)
    do(there, "SET plrust.quarantine_faults = on;")
    require(is_refused(there), "forgotten by a restart")
    shown = do(there, "SELECT state, fault ~ '^signal 11 at offset [0-9]+ of its code$' FROM plrust.functions "
                      "WHERE function = 'faulty(bool)'::regprocedure;")
    require(shown == "quarantined|t", f"plrust.functions shows {shown}")
    file = standby.data / "pg_plrust" / "quarantine"
    require(file.stat().st_mode & 0o77 == 0, "others may read the file")
    file.write_bytes(file.read_bytes()[:-1])
    given = do(there, "SELECT faulty(false);")
    require(given == "1", f"the file is damaged, and the function gives {given}")
    require("pg_plrust/quarantine\" is damaged" in (standby.folder / "server.log").read_text(), "damage is not logged")
    require(there.run("SELECT faulty(true);").sqlstate == "38000" and is_refused(there), "the file is not made anew")
    do(there, "SELECT plrust.release('faulty(bool)');", "SELECT faulty(false);")
    do(primary, "DROP FUNCTION faulty(bool);")


def is_promoted(standby):
    standby.promote()
    check(NAME, standby.environment)


def is_upgraded(old, new):
    """pg_upgrade takes the tables along, and gives functions other oids."""
    oids = "SELECT string_agg(oid::text, ' ' ORDER BY proname) FROM pg_proc WHERE pronamespace = 'shop'::regnamespace;"
    before = once(NAME, oids, environment=old.environment)
    drop(set(databases(old.environment)) - {NAME}, old.environment)
    old.stop()
    new.initialize()
    programs = old.programs
    no_sync = ["--no-sync"] if "--no-sync" in programs.run("pg_upgrade", "--help") else []
    programs.run("pg_upgrade", "-b", programs.bin, "-B", programs.bin, "-d", str(old.data), "-D", str(new.data), "-U",
                 os.environ["PGUSER"], "--link", "-j", "2", *no_sync, "-s", str(new.folder), cwd=str(new.folder))
    new.start()
    require(once(NAME, oids, environment=new.environment) != before, "oids are the same, and nothing is tested")
    require(states(NAME, new.environment) == "ready", states(NAME, new.environment))
    check(NAME, new.environment)


PARTS = [runs_what_is_compiled, sees_what_changes, says_what_is_missing, has_a_quarantine_of_its_own]
