# SPDX-License-Identifier: PostgreSQL
"""Functions that are compiled for more than this server's architecture: plrust.compilation_targets."""
import contextlib
import pathlib
import platform
import struct
import subprocess
import tempfile
import time

import database
from database import do, quoted, require
from psql_session import set_for_server

NATIVE = platform.machine()
FOREIGN = {"x86_64": "aarch64", "aarch64": "x86_64"}[NATIVE]
MACHINES = {"x86_64": 62, "aarch64": 183}  # e_machine
BOTH = f"{NATIVE}, {FOREIGN}"


def connect():
    """A session that knows the settings."""
    session = database.connect()
    do(session, "LOAD 'plrust';")
    return session


def take(session, name, value):
    """Sets plrust.<name> for the server, and waits until the session has it."""
    set_for_server(**{name: value})
    for _ in range(100):
        if do(session, f"SHOW plrust.{name};") == value:
            return
        time.sleep(0.05)
    require(False, f"plrust.{name} did not become '{value}'")


@contextlib.contextmanager
def during(session, name, value):
    before = do(session, f"SHOW plrust.{name};")
    take(session, name, value)
    try:
        yield
    finally:
        take(session, name, before)


def triple(architecture):
    return f"{architecture}-postgres-linux-gnu"


def create(session, name, value):
    do(session, f"CREATE OR REPLACE FUNCTION {name}() RETURNS int LANGUAGE plrust AS {quoted(f'Ok(Some({value}))')};")


def rows(session, name):
    """What plrust.functions says of the function, a line for each target."""
    return do(session, "SELECT triple, state, capabilities FROM plrust.functions "
                       f"WHERE function = '{name}()'::regprocedure ORDER BY triple;").splitlines()


def expect_rows(session, name, *architectures):
    given = rows(session, name)
    require([row.rsplit("|", 1)[0] for row in given] == [f"{triple(name)}|ready" for name in sorted(architectures)],
            f"plrust.functions has {given}")
    capabilities = {row.rsplit("|", 1)[1] for row in given}
    require(len(capabilities) == 1, f"on one architecture it can do more than on another: {given}")


def machines(session, name):
    """e_machine of each module that the function is bound to."""
    return do(session, "SELECT get_byte(a.object, 18) + 256 * get_byte(a.object, 19) FROM plrust.artifacts a "
                       f"JOIN plrust.function_artifacts f USING (key) WHERE f.function = '{name}()'::regprocedure "
                       "ORDER BY a.triple;").split()


def created_for_both():
    session = connect()
    with during(session, "compilation_targets", BOTH):
        create(session, "everywhere", 1)
        expect_rows(session, "everywhere", NATIVE, FOREIGN)
        require(machines(session, "everywhere") == [str(MACHINES[name]) for name in sorted(MACHINES)],
                f"machines of the modules: {machines(session, 'everywhere')}")
        require(do(session, "SELECT everywhere();") == "1", "the function gives another value")
        do(session, "DROP FUNCTION everywhere();")
    left = do(session, "SELECT count(*) FROM plrust.artifacts WHERE source_key NOT IN "
                       "(SELECT plrust.source_key(function) FROM plrust.functions);")
    require(left == "0", f"{left} modules stayed after DROP FUNCTION")


def added_later():
    session = connect()
    create(session, "late", 1)
    expect_rows(session, "late", NATIVE)
    with during(session, "compilation_targets", FOREIGN):
        # This server's own is always among them.
        do(session, "SELECT plrust.recompile('late()');")
        expect_rows(session, "late", NATIVE, FOREIGN)
    do(session, "DROP FUNCTION late();")


def missing_module_is_compiled():
    """As after a copy of the table from a server of the other architecture."""
    session = connect()
    with during(session, "compilation_targets", BOTH):
        create(session, "foreign_only", 1)
    do(session, f"DELETE FROM plrust.artifacts USING plrust.function_artifacts f WHERE artifacts.key = f.key "
                f"AND f.function = 'foreign_only()'::regprocedure AND artifacts.triple = '{triple(NATIVE)}';")
    require([row.split("|")[0] for row in rows(session, "foreign_only")] == [triple(FOREIGN)], "the row is there")
    other = connect()
    with tempfile.TemporaryDirectory() as empty:
        pathlib.Path(empty).chmod(0o755)
        with during(other, "sysroot_dir", empty):
            given = other.run("SELECT foreign_only();")
            require(given.sqlstate == "F0000" and f"no sysroot for {triple(NATIVE)}" in given.message
                    and "plrust-toolchain build" in given.text, f"without a sysroot: {given.text}")
    require(do(other, "SELECT foreign_only();") == "1", "the function gives another value")
    expect_rows(session, "foreign_only", NATIVE, FOREIGN)
    do(session, "DROP FUNCTION foreign_only();")


def unknown_architecture_is_refused():
    session = connect()
    for targets in ("riscv64", "x86_64, sparc", "x86_64 aarch64"):
        given = session.run(f"ALTER SYSTEM SET plrust.compilation_targets = '{targets}';")
        require(given.sqlstate == "22023", f"ALTER SYSTEM with '{targets}': {given}")


def compiled_without_a_server():
    session = connect()
    toolchain, sysroots = (do(session, f"SHOW plrust.{name};") for name in ("toolchain", "sysroot_dir"))
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "double.rs"
        source.write_text("Ok(a.map(|a| a * 2))\n")
        made = subprocess.run([toolchain, "compile", "--sysroot-dir", sysroots, "--arch", "all", "--signature",
                               "fn double(a: Option<i32>) -> i32", str(source)], capture_output=True, text=True, check=False)
        require(made.returncode == 0, f"compile --arch all: {made.stdout}{made.stderr}")
        for architecture, machine in MACHINES.items():
            module = source.with_suffix(f".{architecture}.so").read_bytes()
            require(struct.unpack_from("<H", module, 18)[0] == machine, f"the module of {architecture} is for another one")
        require(made.stderr.count(": proved: ") == 2, f"what was proved: {made.stderr}")


PARTS = [created_for_both, added_later, missing_module_is_compiled, unknown_architecture_is_refused,
         compiled_without_a_server]
