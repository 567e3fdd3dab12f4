# SPDX-License-Identifier: PostgreSQL
"""What a server of the other architecture does with functions that came to it, and without a compiler."""
import database
from database import NAME, connect, do, require
from functions import QUESTIONS


def is_arm64(arm64):
    """Otherwise all the rest would say nothing."""
    session = connect(database="postgres", cluster=arm64)
    shown = do(session, "SELECT version();")
    require("aarch64" in shown, f"the server is {shown}")


def has_no_toolchain(arm64):
    session = connect(cluster=arm64)
    given = session.run("CREATE FUNCTION here() RETURNS int LANGUAGE plrust AS 'Ok(Some(1))';")
    require(given.sqlstate == "F0000" and "HINT" in given.text, f"CREATE FUNCTION: {given.text}")


def gives_the_same_answers(arm64):
    here, there = connect(), connect(cluster=arm64)
    for question in QUESTIONS:
        ours, theirs = do(here, question), do(there, question)
        require(ours == theirs, f"{question}: {ours} here, {theirs} on arm64")
        require(ours, f"{question}: no answer")


def works_in_tables_and_triggers(arm64):
    """tests/life's own questions: sets, enums, triggers, generated columns, indexes."""
    database.check(NAME, arm64.environment)


def uses_the_module_of_its_own(arm64):
    there = connect(cluster=arm64)
    states = do(there, "SELECT string_agg(DISTINCT triple || ' ' || state, ', ' ORDER BY triple || ' ' || state) "
                       "FROM plrust.functions;")
    require(states == "aarch64-postgres-linux-gnu ready, x86_64-postgres-linux-gnu ready", states)
    bound = do(there, "SELECT string_agg(DISTINCT triple, ', ') FROM plrust.function_artifacts;")
    require(bound == "aarch64-postgres-linux-gnu", f"functions are bound to {bound}")


def says_what_is_missing(arm64):
    """A function without a module for this architecture."""
    there = connect(cluster=arm64)
    do(there, "BEGIN;", "SET LOCAL check_function_bodies = off;",
       "CREATE FUNCTION bare(n int) RETURNS int LANGUAGE plrust AS 'Ok(Some(1 + 1 + n.unwrap_or(0)))';")
    given = there.run("SELECT bare(1);")
    require(given.sqlstate == "F0000" and "HINT" in given.text, f"a call: {given.text}")
    do(there, "ROLLBACK;")


PARTS = [is_arm64, has_no_toolchain, gives_the_same_answers, works_in_tables_and_triggers, uses_the_module_of_its_own,
         says_what_is_missing]
