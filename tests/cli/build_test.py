#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""build_test.py EXECUTABLE: `plrust-toolchain build` from end to end with a compiler that only pretends (fake_rustc).

What a build does when it is repeated, interrupted, moved, damaged or run twice at once does not depend on what is
compiled; with the real compiler each of these would take a minute.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
EXECUTABLE = pathlib.Path(sys.argv.pop(1)).resolve()
TRIPLE = "x86_64-postgres-linux-gnu"
CRATES = ["core", "alloc", "std", "pgrx"]

CRATE_GRAPH = """
flags = ["-Copt-level=3", "--remap-path-prefix={source}=/rustc/x"]
environment = { STD_ENV_ARCH = "{arch}" }
[[crate]]
name = "core"
path = "core/src/lib.rs"
edition = "2024"
[[crate]]
name = "alloc"
path = "alloc/src/lib.rs"
edition = "2024"
externs = ["core"]
[[crate]]
name = "std"
path = "std/src/lib.rs"
edition = "2024"
externs = ["alloc", "core"]
"""


CORE = '#[stable(feature = "x", since = "1.0.0")]\npub fn denied() {}\n'
POLICY = """
[[deny]]
reason = "for this test"
file = "core/src/lib.rs"
keyword = "fn"
items = ["core::denied"]
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def tree(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


class World:
    """A compiler, a std source and a data folder in a folder of their own."""

    def __init__(self, root):
        self.root = root
        self.rustc = root / "rust" / "bin" / "rustc"
        self.rustc.parent.mkdir(parents=True)
        shutil.copy(HERE / "fake_rustc", self.rustc)
        self.source = root / "rustc-1.96.0"
        for crate in ("core", "alloc", "std"):
            write(self.source / "library" / crate / "src" / "lib.rs", f"// {crate}\n")
        write(self.source / "library" / "core" / "src" / "lib.rs", CORE)
        write(self.source / "library" / "vendor" / "cfg-if-1.0.4" / "src" / "lib.rs", "// cfg_if\n")
        self.data = root / "data"
        self.make_data()
        self.sysroots = root / "sysroots"

    def make_data(self):
        patches = self.data / "std-patches" / "1.96.0"
        write(
            patches / "base",
            "version 1.96.0\ncommit ac68faa20c58cbccd01ee7208bf3b6e93a7d7f96\n"
            "folder core\nfolder alloc\nfolder std\nfolder vendor\n"
            f"sha256 {hashlib.sha256(CORE.encode()).hexdigest()} core/src/lib.rs\n",
        )
        for name in ("series", "overlays"):
            write(patches / name, "")
        write(patches / "crates.toml", CRATE_GRAPH)
        write(patches.parent / "policy.toml", POLICY)
        for folder in ("pallocator/rust/alloc.rs", "postpanic/rust/panic.rs", "pgrx/src/lib.rs"):
            write(self.data / folder, "// ours\n")
        for shared in (
            "targets",
            "confine/templates",
            "confine/host_functions.toml",
            "tools/generate_host_functions.py",
            "toolchain/render.py",
            "toolchain/templates",
        ):
            copy = shutil.copytree if (SOURCE / shared).is_dir() else shutil.copy
            (self.data / shared).parent.mkdir(parents=True, exist_ok=True)
            copy(SOURCE / shared, self.data / shared)

    def command(self, *words):
        return [
            str(EXECUTABLE),
            *words,
            f"--rustc={self.rustc}",
            f"--rust-src={self.source}",
            f"--data-dir={self.data}",
            f"--sysroot-dir={self.sysroots}",
        ]

    def run(self, *words):
        return subprocess.run(self.command(*words), capture_output=True, text=True, timeout=120, check=False)

    def build(self, *words):
        result = self.run("build", "--json", *words)
        if result.returncode != 0:
            raise AssertionError(f"build failed with {result.returncode}:\n{result.stderr}")
        return json.loads(result.stdout)

    def compiled(self):
        """The crates that were compiled since the last question."""
        log = self.rustc.parent / "compilations.log"
        names = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return names


class BuildTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.world = World(pathlib.Path(self.folder.name).resolve() / "world")

    def test_a_sysroot_has_what_its_manifest_says(self):
        made = self.world.build()
        sysroot = pathlib.Path(made["path"])
        manifest = json.loads((sysroot / "manifest.json").read_text())
        self.assertEqual(made["built"], [TRIPLE])
        self.assertEqual(manifest["id"], sysroot.name)
        self.assertTrue(manifest["id"].startswith("1.96.0-"))
        self.assertEqual(set(tree(sysroot)), set(manifest["files"]) | {"manifest.json"})
        target = f"lib/rustlib/{TRIPLE}"
        for name in [f"lib/lib{crate}-plrust.rlib" for crate in CRATES] + ["target.json", "exports.map"]:
            self.assertIn(f"{target}/{name}", manifest["files"])
        for name in [*CRATES, "support"]:
            self.assertIn(f"{target}/confined/{name}.o", manifest["files"])
        self.assertEqual([row["verified"] for row in manifest["targets"]], [True])
        self.assertIn("-Zllvm-plugins={sysroot}/plugin/split-stack.so", manifest["targets"][0]["rustc_flags"])
        self.assertEqual(self.world.compiled(), CRATES)

    def test_a_complete_sysroot_is_left_alone(self):
        self.world.build()
        self.world.compiled()
        made = self.world.build()
        self.assertEqual(made["built"], [])
        self.assertEqual(made["present"], [TRIPLE])
        self.assertEqual(self.world.compiled(), [])

    def test_a_dry_run_writes_nothing(self):
        self.assertEqual(self.world.build("--dry-run")["built"], [TRIPLE])
        self.assertFalse(self.world.sysroots.exists())
        self.assertEqual(self.world.compiled(), [])

    def test_an_interrupted_build_goes_on(self):
        stop = self.world.rustc.parent / "fail-std"
        stop.touch()
        result = self.world.run("build")
        self.assertEqual(result.returncode, 4)
        self.assertIn("error: no std today", result.stderr)
        self.assertIn(f"plrust-toolchain: error: the build of '{TRIPLE}' failed", result.stderr)
        self.assertEqual(self.world.compiled(), ["core", "alloc", "std"])
        stop.unlink()
        self.world.build()
        self.assertEqual(self.world.compiled(), ["std", "pgrx"])

    def test_a_change_recompiles_what_depends_on_it(self):
        first = self.world.build()["id"]
        self.world.compiled()
        write(self.world.data / "pgrx" / "src" / "lib.rs", "// changed\n")
        second = self.world.build()["id"]
        self.assertNotEqual(first, second)
        self.assertEqual(self.world.compiled(), ["pgrx"])
        write(self.world.source / "library" / "std" / "src" / "lib.rs", "// changed\n")
        self.assertNotIn(self.world.build()["id"], [first, second])
        self.assertEqual(self.world.compiled(), CRATES)

    def test_the_same_in_another_folder(self):
        other = World(pathlib.Path(self.folder.name).resolve() / "a" / "rather" / "different" / "place")
        first, second = (pathlib.Path(world.build()["path"]) for world in (self.world, other))
        self.assertEqual(first.name, second.name)
        trees = [tree(first), tree(second)]
        for files, world in zip(trees, (self.world, other)):
            manifest = json.loads(files.pop("manifest.json"))
            self.assertEqual(manifest["rustc"].pop("path"), str(world.rustc))
            files["manifest"] = manifest
        self.assertEqual(trees[0], trees[1])

    def test_a_damaged_sysroot_is_repaired(self):
        sysroot = pathlib.Path(self.world.build()["path"])
        before = tree(sysroot)
        for damage in ("change", "remove", "manifest"):
            with self.subTest(damage):
                file = sysroot / ("manifest.json" if damage == "manifest" else "plugin/split-stack.so")
                if damage == "remove":
                    file.unlink()
                else:
                    file.write_bytes(b"{}")
                self.assertEqual(self.world.build()["built"], [TRIPLE])
                self.assertEqual(tree(sysroot), before)

    def test_a_second_architecture_joins_the_first(self):
        first = self.world.build()
        both = self.world.build("--arch", "all")
        self.assertEqual(first["id"], both["id"])
        self.assertEqual(both["present"], [TRIPLE])
        self.assertEqual(both["built"], ["aarch64-postgres-linux-gnu"])
        manifest = json.loads((pathlib.Path(both["path"]) / "manifest.json").read_text())
        self.assertEqual([row["verified"] for row in manifest["targets"]], [True, True])
        self.assertEqual(self.world.build("--arch", "all")["built"], [])

    def test_two_builds_at_once(self):
        with contextlib.ExitStack() as stack:
            children = [
                stack.enter_context(
                    subprocess.Popen(self.world.command("build"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                )
                for _ in range(2)
            ]
            outputs = [child.communicate(timeout=120) for child in children]
        self.assertEqual([child.returncode for child in children], [0, 0], outputs)
        self.assertEqual(self.world.compiled(), CRATES)
        self.assertEqual(self.world.build()["built"], [])
        self.assertEqual(sorted(path.name for path in self.world.sysroots.iterdir() if path.name[0] != "."),
                         [self.world.build()["id"]])

    def test_garbage_is_what_nothing_needs(self):
        old = self.world.build()["id"]
        write(self.world.data / "pgrx" / "src" / "lib.rs", "// changed\n")
        new = self.world.build()["id"]
        (self.world.sysroots / ".stage-1").mkdir()
        used = self.world.data / "used.json"
        write(used, '{"format": 1, "clusters": [{"system_identifier": "7", "databases": []}]}')
        result = self.world.run("sysroots", "gc", "--json", "--dry-run", "--used-by", used)
        self.assertEqual(json.loads(result.stdout)["removed"], [".build", ".stage-1", old])
        self.assertTrue((self.world.sysroots / old).exists())
        self.world.run("sysroots", "gc")
        self.assertEqual(self.left(), sorted([".lock", new, old]))
        self.world.run("sysroots", "gc", "--used-by", used)
        self.assertEqual(self.left(), [".lock", new])

    def left(self):
        return sorted(path.name for path in self.world.sysroots.iterdir())

    def test_what_build_makes_stays_though_another_is_newer(self):
        made = self.world.build()
        newer = pathlib.Path(made["path"]).parent / "1.96.0-000000000000"
        shutil.copytree(made["path"], newer)
        os.utime(newer / "manifest.json")
        used = self.world.data / "used.json"
        write(used, '{"format": 1, "clusters": [{"system_identifier": "7", "databases": []}]}')
        kept = self.world.run("sysroots", "gc", "--used-by", used).stderr
        self.assertIn(f"kept {made['id']}: is what 'build' makes", kept)
        self.assertIn("kept 1.96.0-000000000000: is the newest for", kept)

    def test_a_sysroot_of_a_package_gets_no_other_target(self):
        made = self.world.build()
        write(pathlib.Path(made["path"]) / "owner.json", '{"package": "plrust-sysroot-1.96.0-x86-64", "format": "deb"}')
        result = self.world.run("build", "--arch", "all")
        self.assertEqual(result.returncode, 1)
        self.assertIn("belongs to the package plrust-sysroot-1.96.0-x86-64", result.stderr)

    def test_patches_for_another_commit_are_refused(self):
        base = self.world.data / "std-patches" / "1.96.0" / "base"
        base.write_text(base.read_text().replace("ac68faa2", "00000000"))
        result = self.world.run("build")
        self.assertEqual(result.returncode, 3)
        self.assertIn("the std patches are made for commit 00000000", result.stderr)
        self.assertEqual(self.world.compiled(), [])

    def test_what_is_installed_can_be_read_by_the_server(self):
        mask = os.umask(0o077)
        try:
            sysroot = pathlib.Path(self.world.build()["path"])
        finally:
            os.umask(mask)
        for path in [sysroot, *sysroot.rglob("*")]:
            self.assertEqual(path.stat().st_mode & 0o777, 0o755 if path.is_dir() else 0o644, path)


if __name__ == "__main__":
    unittest.main()
