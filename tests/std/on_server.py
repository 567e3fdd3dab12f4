# SPDX-License-Identifier: PostgreSQL
"""Tests as functions on a server: created with CREATE FUNCTION and called with SELECT, by a role without privileges.
The cluster is the one that PGHOST, PGPORT, PGUSER (a superuser) and PGDATABASE name."""
import contextlib
import json
import os
import pathlib
import queue
import re
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from psql_session import Lost, Server, Session, quoted  # noqa: E402

ROLE = DATABASE = "plrust_std"
SYSROOT = "plrust.sysroot_dir"


def outcome_of(result):
    """The answer of a call in the words of README.md; anything else as 'SQLSTATE: message'."""
    if not result.sqlstate:
        return result.text.removesuffix("\n")
    if result.sqlstate == "22000":
        return f"error {result.message}"
    if result.sqlstate == "53200":
        # This panic has an SQLSTATE of its own, and std's words in the detail.
        detail = re.search(r"^DETAIL:  PL/Rust (.*)\.$", result.text, re.MULTILINE)
        return f"panic out of memory: {detail[1] if detail else '?'}"
    if result.sqlstate == "38000" and result.message == "PL/Rust function aborted":
        return "abort"
    # What the server itself says of a function is no panic: faults, impossible requests.
    if result.sqlstate == "38000" and not result.message.startswith("PL/Rust function "):
        return f"panic {result.message}"
    return str(result)


def do(session, sql):
    result = session.run(sql)
    if result.sqlstate:
        raise RuntimeError(f"{sql}: {result}")
    return result.text.strip()


def connect(user=None, database="postgres"):
    """After a crash the server needs a moment."""
    for _ in range(100):
        try:
            return Session(user, database)
        except (Lost, ValueError):
            time.sleep(0.2)
    raise RuntimeError("the server does not answer")


def administer(*statements, database="postgres"):
    """The last one's rows. In a session of its own: one that is kept would not outlive a crash."""
    session = connect(database=database)
    rows = [do(session, sql) for sql in statements][-1]
    session.close()
    return rows


class Functions:
    """Runs one test at a time in each of several sessions; for threads. Each session has a schema of its own."""

    def __init__(self, sessions):
        self.free = queue.Queue()
        for _ in range(sessions):
            self.free.put(self.open())

    @staticmethod
    def open():
        session = connect(ROLE, DATABASE)
        for sql in (f"CREATE SCHEMA session_{session.pid};", f"SET search_path = session_{session.pid};",
                    "SET statement_timeout = '60s';"):
            do(session, sql)
        return session

    def outcome(self, source):
        """Compiles the body of a function and calls it."""
        session = self.free.get()
        try:
            # The same name each time, so that no test is the only one of its session to run.
            made = session.run(f"CREATE OR REPLACE FUNCTION test() RETURNS text LANGUAGE plrust AS {quoted(source)};")
            if made.sqlstate:
                raise RuntimeError(f"does not compile: {made.text.strip()}")
            return outcome_of(session.run("SELECT coalesce('ok ' || test(), 'null');"))
        except Lost as lost:
            session.close()
            session = self.open()
            raise RuntimeError(f"the session ended: {lost}") from lost
        finally:
            self.free.put(session)

    def close(self):
        while not self.free.empty():
            self.free.get().close()


def prepare():
    """Makes the role and the database; gives the server, whose crashes are noticed from here on."""
    administer(f"DROP DATABASE IF EXISTS {DATABASE};", f"DROP ROLE IF EXISTS {ROLE};", f"CREATE ROLE {ROLE} LOGIN;",
               f"CREATE DATABASE {DATABASE};", f"GRANT CREATE ON DATABASE {DATABASE} TO {ROLE};")
    administer("CREATE EXTENSION plrust;", database=DATABASE)
    session = connect()
    server = Server(session)
    session.close()
    return server


def configure(change, is_seen):
    """Changes SYSROOT; returns when new sessions see it."""
    administer("LOAD 'plrust';", f"ALTER SYSTEM {change};", "SELECT pg_reload_conf();")
    for _ in range(100):
        if is_seen(administer("LOAD 'plrust';", f"SHOW {SYSROOT};")):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server does not follow: ALTER SYSTEM {change}")


@contextlib.contextmanager
def functions_of(sysroot, sessions):
    """Functions that are compiled against this sysroot."""
    configure(f"SET {SYSROOT} = {quoted(str(sysroot))}", lambda seen: seen == str(sysroot))
    try:
        functions = Functions(sessions)
        yield functions
        functions.close()
    finally:
        # Waits as well: who comes next must not meet a sysroot that is removed.
        configure(f"RESET {SYSROOT}", lambda seen: seen != str(sysroot))


@contextlib.contextmanager
def changed_sysroot(sysroot, change):
    """A copy whose user code is compiled with change(flags). /var/tmp: the server's user must reach it."""
    with tempfile.TemporaryDirectory(prefix="plrust-std-", dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)
        copy = pathlib.Path(folder, "sysroot")
        shutil.copytree(sysroot, copy)
        manifest = json.loads((copy / "manifest.json").read_text())
        # What is compiled against it must not be taken for what is compiled against the other one.
        manifest["id"] += "-changed"
        for target in manifest["targets"]:
            target["rustc_flags"] = change(target["rustc_flags"])
        (copy / "manifest.json").write_text(json.dumps(manifest))
        yield copy
