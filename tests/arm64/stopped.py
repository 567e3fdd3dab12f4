# SPDX-License-Identifier: PostgreSQL
"""Errors, stops and faults on arm64: the session goes on, and what went on is unchanged."""
import threading
import time

from database import connect, do, require
from functions import ROLE
from psql_session import Session


def expect(session, sql, sqlstate, words=""):
    given = session.run(sql)
    require(given.sqlstate == sqlstate and words in given.text, f"{sql}: {given.text[:600]}")
    require(do(session, "SELECT divides(84, 2);") == "42", f"after {sql} the session is not usable")


def user_session(arm64):
    return connect(user=ROLE, cluster=arm64)


def errors(arm64):
    session = user_session(arm64)
    for n in range(50):
        expect(session, f"SELECT fails({n});", "38000", "failed with 10")
    expect(session, "SELECT divides(1, 0);", "38000", "divide by zero")
    do(session, "DO $$ BEGIN PERFORM fails(1); EXCEPTION WHEN external_routine_exception THEN "
                "PERFORM divides(1, 1); END $$;")


def faults(arm64):
    session = user_session(arm64)
    for _ in range(5):
        expect(session, "SELECT recurses(1);", "54001")
    expect(session, "SELECT grows();", "53200")


def timeouts(arm64):
    session = user_session(arm64)
    for call in ("spins()", "spins_in_vectors()") * 5:
        # Not for what is asked afterwards: an emulated server takes its time.
        do(session, "BEGIN;", "SET LOCAL statement_timeout = '300ms';")
        begin = time.monotonic()
        given = session.run(f"SELECT {call};")
        require(time.monotonic() - begin < 10, f"{call} was stopped after {time.monotonic() - begin:.1f} s")
        require(given.sqlstate == "57014" and "statement timeout" in given.text, f"{call}: {given.text[:600]}")
        require(do(session, "ROLLBACK;", "SELECT divides(84, 2);") == "42", f"after {call} the session is not usable")


def cancels(arm64):
    session, admin = user_session(arm64), connect(cluster=arm64)
    for call in ("spins()", "spins_in_vectors()", "finishes(100000000000)") * 3:
        timer = threading.Timer(0.2, lambda: do(admin, f"SELECT pg_cancel_backend({session.pid});"))
        timer.start()
        expect(session, f"SELECT {call};", "57014", "user request")
        timer.join()


def terminate(arm64):
    session = Session(user=ROLE, database="plrust_life", environment=arm64.environment)
    admin = connect(cluster=arm64)
    timer = threading.Timer(0.3, lambda: do(admin, f"SELECT pg_terminate_backend({session.pid});"))
    timer.start()
    given = session.process.communicate("SELECT spins();\n", timeout=60)[0]
    timer.join()
    require("57P01" in given, f"a terminated session: {given[:600]}")


def interrupted_work_is_right(arm64):
    """Ticks stop the code again and again while others ask it to: no result changes."""
    session, admin = user_session(arm64), connect(cluster=arm64)
    right = do(session, "SELECT finishes(20000000);")
    done = threading.Event()

    def disturb():
        while not done.is_set():
            # A barrier of all backends makes each look, and go on.
            do(admin, "SELECT pg_log_backend_memory_contexts(" + str(session.pid) + ");")
            time.sleep(0.01)

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        # How often code is stopped depends on the machine's speed, and on how busy it is: until it was.
        deadline = time.monotonic() + 120
        stops = 0
        while stops < 3 and time.monotonic() < deadline:
            require(do(session, "SELECT finishes(20000000);") == right, "a result changed")
            stops = int(do(session, "SELECT stops FROM plrust.stats;"))
    finally:
        done.set()
        thread.join()
    require(stops > 0, "nothing was interrupted, so nothing was tested")


PARTS = [errors, faults, timeouts, cancels, terminate, interrupted_work_is_right]
