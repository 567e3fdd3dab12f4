#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""tools_test.py SOURCE: what tools/* say where nothing is installed or built, on a machine that only pretends."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(sys.argv.pop(1)).resolve() / "tools"


class BareMachine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.build = self.root / "build of mine"
        (self.root / "bin").mkdir()
        self.pretend("dpkg-query", "exit 1")

    def pretend(self, program, script):
        path = self.root / "bin" / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def fails(self, status, *command):
        path = f"{self.root}/bin:{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "PLRUST_BUILD_DIR": str(self.build)}
        result = subprocess.run([TOOLS / command[0], *command[1:]], env=environment, stdin=subprocess.DEVNULL,
                                capture_output=True, text=True)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertEqual(result.stdout, "")
        return result.stderr

    def test_without_install_the_missing_packages_and_the_command_for_them_are_named(self):
        for tool in "quickstart", "test", "check":
            said = self.fails(3, tool, "--no-install").splitlines()
            self.assertRegex(said[0], "^missing packages: .*rustc-web")
            self.assertRegex(said[1], "^hint: as root: apt-get update && apt-get install .*rustc-web")
        self.assertFalse(self.build.exists())

    def test_who_may_not_become_root_is_told_before_anything_else_happens(self):
        self.pretend("id", '[ "$*" = -u ] && echo 1000 || exec /usr/bin/id "$@"')
        self.pretend("sudo", 'echo "not in the sudoers file" >&2; exit 1')
        said = self.fails(1, "quickstart")
        self.assertIn("not in the sudoers file\nquickstart: error: installing packages needs root\nhint: as root:", said)
        self.assertFalse(self.build.exists())

    def test_packages_that_cannot_be_installed_end_it(self):
        self.pretend("id", '[ "$*" = -u ] && echo 1000 || exec /usr/bin/id "$@"')
        self.pretend("sudo", '[ "$1" = true ] || { echo "Unable to locate package"; exit 100; }')
        said = self.fails(1, "quickstart")
        self.assertIn("Packages: failed after", said)
        self.assertIn("Unable to locate package\nquickstart: error: packages could not be installed\nhint: ", said)

    def test_a_rust_version_that_nobody_knows_is_not_looked_for(self):
        said = self.fails(2, "fetch_rust", "1.0.0").splitlines()
        self.assertEqual(said[0], "fetch_rust: error: which LLVM Rust 1.0.0 needs is not known")
        self.assertIn("expected one version", self.fails(2, "fetch_rust"))
        self.assertFalse(self.build.exists())

    def test_a_rust_version_that_apt_does_not_have_is_told(self):
        self.pretend("apt-cache", "exit 0")
        for program in "apt-get", "patchelf", "cargo":
            self.pretend(program, "echo called >&2; exit 1")
        said = self.fails(3, "fetch_rust", "1.85.0")
        self.assertIn("fetch_rust: error: apt knows no rustc-web 1.85.0", said)

    def test_a_machine_that_cannot_have_an_arm64_server_is_told_from_a_failure(self):
        self.root.chmod(0o755)
        self.build = self.root / "build"
        self.pretend("apt-get", "exit 100")
        said = self.fails(4, "arm64", "root")
        self.assertRegex(said, "arm64: (there is no |the packages of arm64 cannot be had here)")

    def test_an_index_that_cannot_be_renewed_may_be_good_enough(self):
        self.pretend("apt-get", f'echo "$*" >> "{self.root}/log"; case "$*" in *update) exit 100 ;; *) exit 7 ;; esac')
        path = f"{self.root}/bin:{os.environ['PATH']}"
        result = subprocess.run([TOOLS / "install_packages", "one", "two"], env=os.environ | {"PATH": path},
                                capture_output=True, text=True)
        self.assertEqual(result.returncode, 7)
        self.assertEqual(result.stdout, "the package index is not up to date\n")
        update, install = (self.root / "log").read_text().splitlines()
        self.assertRegex(update, " update$")
        self.assertRegex(install, " install one two$")

    def test_commands_that_need_a_cluster_say_how_to_get_one(self):
        for command, error in [("start", "nothing is built"), ("reset", "nothing is built"),
                               ("psql", "no cluster is running"), ("log", "there is no cluster")]:
            self.assertRegex(self.fails(1, "cluster", command), f"^cluster: error: {error}\nhint: tools/")
        self.assertEqual(self.fails(3, "cluster", "status"), "not running\n")
        self.assertEqual(self.fails(0, "cluster", "stop"), "")
        self.assertRegex(self.fails(1, "quickstart", "--env"), "^quickstart: error: no cluster is running\nhint: ")

    @unittest.skipUnless(os.getuid() == 0, "only root makes files of others")
    def test_a_stage_of_somebody_else_is_not_used(self):
        self.build = self.root / "build"
        stage = self.build / "stage"
        stage.mkdir(parents=True)
        self.root.chmod(0o755)
        os.chown(stage, 65534, 65534)
        self.assertIn(f"'{stage}' belongs to nobody, not to root\nhint: remove it", self.fails(1, "cluster", "start"))


if __name__ == "__main__":
    unittest.main()
