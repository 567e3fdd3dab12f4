# SPDX-License-Identifier: PostgreSQL
"""One session of psql that is kept open, and what else tests need to know about the server. The cluster is the one
that PGHOST, PGPORT, PGUSER and PGDATABASE name."""
import os
import pathlib
import re
import subprocess
import threading


def set_for_server(**settings):
    """Sets plrust.<name> for the whole server. ALTER SYSTEM knows the settings of a module only where it is loaded."""
    commands = ["LOAD 'plrust'", *(f"ALTER SYSTEM SET plrust.{name} = '{value}'" for name, value in settings.items()),
                "SELECT pg_reload_conf()"]
    words = [word for command in commands for word in ("-c", command)]
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", "postgres", *words], check=True,
                   stdout=subprocess.DEVNULL)


class Lost(Exception):
    """The session ended: the server crashed, or ended it."""


class Result:
    def __init__(self, text):
        self.text = text
        match = re.search(r"^(?:psql:.*?)?(?:ERROR|FATAL|PANIC):  ([0-9A-Z]{5}): (.*)", text, re.MULTILINE)
        self.sqlstate = match[1] if match else None
        self.message = match[2] if match else None

    def __repr__(self):
        return f"{self.sqlstate}: {self.message}" if self.sqlstate else self.text.strip()


class Session:
    def __init__(self, user=None, database=None, environment=None):
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "VERBOSITY=verbose"]
        command += ["-U", user] if user else []
        command += ["-d", database] if database else []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
                                        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")
        self.pid = int(self.run("SELECT pg_backend_pid();").text)

    def run(self, sql, timeout=120):
        """The rows, or the error. Lost if there is no answer in time, or no session."""
        mark = "-- end of answer --"
        timer = threading.Timer(timeout, self.process.kill)
        timer.start()
        lines = []
        try:
            self.process.stdin.write(f"{sql}\n\\echo '{mark}'\n")
            self.process.stdin.flush()
            for line in self.process.stdout:
                if line.startswith(mark):
                    return Result("".join(lines))
                lines.append(line)
        except BrokenPipeError:
            pass
        finally:
            timer.cancel()
        raise Lost("".join(lines[-5:]).strip() or "no answer")

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait(30)


def quoted(text):
    """A dollar-quoted string with a tag that does not occur in it."""
    tag = "body"
    while f"${tag}$" in text:
        tag += "_"
    return f"${tag}${text}${tag}$"


class Server:
    """Notices a crash: the postmaster's pid, when it started its children anew, and what the log says."""

    CRASH = re.compile(r"was terminated by signal|PANIC:|terminating any other active server processes|"
                       r"TRAP: |stuck spinlock", re.MULTILINE)

    def __init__(self, superuser, log=None):
        self.log = log or os.environ.get("PLRUST_SERVER_LOG")
        self.log_start = pathlib.Path(self.log).stat().st_size if self.log else 0
        data = superuser.run("SHOW data_directory;").text.strip()
        self.postmaster = int(pathlib.Path(data, "postmaster.pid").read_text().split()[0])

    def crashes(self):
        """Lines of the log that tell of a crash, since the last call; or that the server is gone."""
        found = []
        try:
            os.kill(self.postmaster, 0)
        except ProcessLookupError:
            found.append("the postmaster is gone")
        except PermissionError:
            pass
        if self.log:
            with open(self.log, encoding="utf-8", errors="replace") as file:
                file.seek(self.log_start)
                text = file.read()
                self.log_start = file.tell()
            found += [line for line in text.splitlines() if self.CRASH.search(line)]
        return found


class Count:
    """Passed and failed; prints each failure and, at the end, the line that tools/test adds up."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, problem):
        if problem:
            self.failed += 1
            print(f"FAILED  {name}: {problem}", flush=True)
        else:
            self.passed += 1
        return not problem

    def finish(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
