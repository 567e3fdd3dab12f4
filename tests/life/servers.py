# SPDX-License-Identifier: PostgreSQL
"""Servers beside the one under test: its standby, and what becomes of that. They are made of the same programs, run as
the same user, listen on a socket only, and have no toolchain."""
import os
import pathlib
import pwd
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from psql_session import Session  # noqa: E402

NO_TOOLCHAIN = """
listen_addresses = ''
unix_socket_directories = '{socket}'
port = 5432
fsync = off
plrust.toolchain = '/nonexistent/plrust-toolchain'
plrust.sysroot_dir = '/nonexistent/sysroots'
"""


class Failed(Exception):
    pass


class Programs:
    """PostgreSQL's programs, run as the user that the server under test belongs to."""

    def __init__(self):
        session = Session(database="postgres")
        facts = session.run("SELECT setting FROM pg_config WHERE name = 'BINDIR'; SHOW data_directory;").text.split("\n")
        session.close()
        self.bin, data = facts[0], facts[1]
        owner = pathlib.Path(data).owner()
        self.prefix = [] if owner == pwd.getpwuid(os.geteuid()).pw_name else ["runuser", "-u", owner, "--"]
        self.owner = owner

    def run(self, program, *arguments, environment=None, text=None, check=True, cwd=None):
        """What it prints, both streams. As the server's user, whose working directory is `cwd`."""
        done = subprocess.run([*self.prefix, f"{self.bin}/{program}", *arguments], env=environment, input=text, cwd=cwd,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
                              timeout=120, check=False)
        if check and done.returncode != 0:
            raise Failed(f"{program} ended with status {done.returncode}: {done.stdout[-1500:]}")
        return done.stdout

    def write(self, path, text):
        """Appends to a file of that user's."""
        subprocess.run([*self.prefix, "tee", "-a", str(path)], input=text, encoding="utf-8", check=True,
                       stdout=subprocess.DEVNULL)


class Cluster:
    """One server. `environment` leads clients to it."""

    def __init__(self, programs, folder, name):
        self.programs = programs
        self.folder = folder / name
        self.data = self.folder / "data"
        self.environment = {**os.environ, "PGHOST": str(self.folder), "PGPORT": "5432"}

    def _make_folder(self):
        self.folder.mkdir(mode=0o755)
        shutil.chown(self.folder, self.programs.owner)

    def _configure(self):
        self.programs.write(self.data / "postgresql.auto.conf", NO_TOOLCHAIN.format(socket=self.folder))

    def copy_of_server(self):
        """A standby of the server under test."""
        self._make_folder()
        self.programs.run("pg_basebackup", "-D", str(self.data), "-R", "-X", "stream", "-c", "fast", "--no-sync",
                          "-d", f"host={os.environ['PGHOST']} port={os.environ['PGPORT']} user={os.environ['PGUSER']}")
        self._configure()

    def initialize(self):
        self._make_folder()
        self.programs.run("initdb", "-D", str(self.data), "-U", os.environ["PGUSER"], "-A", "trust", "-E", "UTF8",
                          "--locale=C.UTF-8", "--no-sync")
        self._configure()

    def start(self):
        self.programs.run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "server.log"), "-s", "-w", "-t", "60",
                          "start")
        self.wait_for("SELECT true")

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            self.programs.run("pg_ctl", "-D", str(self.data), "-s", "-m", "fast", "-w", "stop")

    def promote(self):
        self.programs.run("pg_ctl", "-D", str(self.data), "-s", "-w", "promote")
        self.wait_for("SELECT NOT pg_is_in_recovery()")

    def query(self, sql, database="postgres"):
        done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-d", database, "-c", sql], env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False)
        return done.stdout.strip()

    def wait_for(self, condition, seconds=60):
        for _ in range(seconds * 20):
            if self.query(condition) == "t":
                return
            time.sleep(0.05)
        raise Failed(f"not true within {seconds} s: {condition}")

    def session(self, database, user=None):
        return Session(user=user, database=database, environment=self.environment)


class Folder:
    """A temporary folder that the server's user can reach, with the clusters in it."""

    def __init__(self, programs):
        self.programs = programs
        self.clusters = []

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="plrust-life-"))
        self.path.chmod(0o755)
        return self

    def cluster(self, name):
        self.clusters.append(Cluster(self.programs, self.path, name))
        return self.clusters[-1]

    def __exit__(self, *_):
        for cluster in self.clusters:
            cluster.stop()
        shutil.rmtree(self.path)
