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


class Functions:
    """Runs one test at a time in each of several sessions; for threads. Each session has a schema of its own."""

    def __init__(self, sessions):
        self.free = queue.Queue()
        for _ in range(sessions):
            self.free.put(self.connect())

    @staticmethod
    def connect():
        session = Session(ROLE, DATABASE)
        for sql in (f"CREATE SCHEMA session_{session.pid};", f"SET search_path = session_{session.pid};",
                    "SET statement_timeout = '60s';"):
            do(session, sql)
        return session

    def reconnect(self):
        """After a crash the server needs a moment."""
        for _ in range(100):
            try:
                return self.connect()
            except (Lost, ValueError):
                time.sleep(0.2)
        raise RuntimeError("the server does not come back")

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
            session = self.reconnect()
            raise RuntimeError(f"the session ended: {lost}") from lost
        finally:
            self.free.put(session)

    def close(self):
        while not self.free.empty():
            self.free.get().close()


class TestServer:
    def __init__(self):
        self.admin = Session(database="postgres")
        for sql in (f"DROP DATABASE IF EXISTS {DATABASE};", f"DROP ROLE IF EXISTS {ROLE};",
                    f"CREATE ROLE {ROLE} LOGIN;", f"CREATE DATABASE {DATABASE};",
                    f"GRANT CREATE ON DATABASE {DATABASE} TO {ROLE};", "LOAD 'plrust';"):
            do(self.admin, sql)
        owner = Session(database=DATABASE)
        do(owner, "CREATE EXTENSION plrust;")
        owner.close()
        self.server = Server(self.admin)

    def crashes(self):
        return self.server.crashes()

    @contextlib.contextmanager
    def functions(self, sysroot, sessions):
        """Functions that are compiled against this sysroot."""
        self.configure(f"SET {SYSROOT} = {quoted(str(sysroot))}", lambda seen: seen == str(sysroot))
        try:
            functions = Functions(sessions)
            yield functions
            functions.close()
        finally:
            # Waits as well: who comes next must not meet a sysroot that is removed.
            self.configure(f"RESET {SYSROOT}", lambda seen: seen != str(sysroot))

    def configure(self, change, is_seen):
        """Returns when new sessions see the change."""
        do(self.admin, f"ALTER SYSTEM {change};")
        do(self.admin, "SELECT pg_reload_conf();")
        for _ in range(100):
            session = Session(database="postgres")
            seen = do(session, f"LOAD 'plrust'; SHOW {SYSROOT};")
            session.close()
            if is_seen(seen):
                return
            time.sleep(0.05)
        raise RuntimeError(f"the server does not follow: ALTER SYSTEM {change}")


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
