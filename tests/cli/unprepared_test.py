#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""unprepared_test.py EXECUTABLE BUILD [--audit]: a std source that nobody prepared for is refused with the exact rows.

The source is this machine's own, changed as a new Rust would: a file moved, an item renamed, the lines around a hunk
rewritten, a public function added to std::io. Each must be named by 'patches check' (hunk, policy row) or, with
--audit, by 'audit' (API row), and 'patches new' carries the rest on. Skipped (status 77) without that source, and with
--audit without a sysroot.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from check_test import SKIPPED, newest_sysroot

MOVED = ("std/src/sys/time/unsupported.rs", "std/src/sys/time/nowhere.rs")
OLD_LINE = "    crate::sys::backtrace::__rust_end_short_backtrace(|| {\n"
NEW_LINE = "    crate::sys::backtrace::__rust_end_short_backtrace(again, || {\n"
ADDED = '''
/// Reads what nobody has looked at.
#[stable(feature = "io_fresh", since = "1.997.0")]
pub fn fresh() -> usize {
    0
}
'''


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


class Trial:
    def __init__(self, executable, work):
        self.executable, self.work = executable, work
        report = json.loads(self.run("patches", "check", "--json").stdout or "{}")
        if "source" not in report:
            skip("there is no std source")
        self.original = pathlib.Path(report["source"])
        self.version = report["series"]

    def run(self, *words, status=None):
        result = subprocess.run([self.executable, *map(str, words)], capture_output=True, text=True, check=False)
        assert status is None or result.returncode == status, (words, result.returncode, result.stdout, result.stderr)
        return result

    def copy(self, version):
        library = self.work / f"rustc-{version}" / "library"
        shutil.copytree(self.original, library, copy_function=link)
        return library

    @staticmethod
    def edit(file, old, new):
        text = file.read_text()
        assert text.count(old) == 1, (file, old, text.count(old))
        file.unlink()  # the link, not the original
        file.write_text(text.replace(old, new))

    def data(self):
        """A data folder of our own, whose std-patches may be written."""
        root = pathlib.Path(__file__).resolve().parents[2]
        data = self.work / "data"
        data.mkdir()
        for name in os.listdir(root):
            if name not in ("std-patches", "build", ".git"):
                (data / name).symlink_to(root / name)
        shutil.copytree(root / "std-patches", data / "std-patches")
        return data


def add_function(trial, library):
    trial.edit(library / "std/src/io/mod.rs", "\nmod util;\n", "\nmod util;\n" + ADDED)


def changed_source(trial):
    library = trial.copy("1.997.0")
    (library / MOVED[0]).rename(library / MOVED[1])
    trial.edit(library / "std/src/thread/functions.rs", "pub fn yield_now(", "pub fn hand_over(")
    trial.edit(library / "std/src/alloc.rs", OLD_LINE, NEW_LINE)
    return library


def row_key(row):
    return tuple(row.get(key) for key in ("kind", "patch", "file", "hunk", "item"))


def check_rows(trial, library):
    report = json.loads(trial.run("patches", "check", "--json", "--rust-src", library, status=1).stdout)
    assert report["series"] == trial.version and report["source_version"] == "1.997.0", report
    out_of_memory = "0005-out-of-memory-panics.patch"
    assert sorted(map(row_key, report["problems"]), key=str) == sorted([
        ("base", None, MOVED[0], None, None), ("base", None, "std/src/alloc.rs", None, None),
        ("base", None, "std/src/thread/functions.rs", None, None),
        ("patch", "0009-time-from-host.patch", MOVED[0], None, None),
        ("patch", out_of_memory, "std/src/alloc.rs", 1, None),
        ("policy", None, "std/src/thread/functions.rs", None, "std::thread::yield_now")], key=str), report["problems"]
    hunk = next(row for row in report["problems"] if row.get("patch") == out_of_memory)
    assert "(again, ||" in hunk["text"] and "out of memory" in hunk["capability"], hunk
    text = trial.run("patches", "check", "--rust-src", library, status=1).stdout
    assert text.count("\n") == 7 and "policy: policy 'policy.toml', row 'std::thread::yield_now': found 0 places" in text
    output = trial.work / "out"
    trial.run("patches", "apply", "--rust-src", library, "--output", output, status=1)
    assert not output.exists(), "a source that does not fit was patched"


def check_carrying(trial, library):
    data = trial.data()
    folder = data / "std-patches" / "1.997.0"
    old = data / "std-patches" / trial.version
    rustc = json.loads(trial.run("doctor", "--json").stdout)["checks"]
    rustc = next(row["found"].split(",")[0] for row in rustc if row["name"] == "rustc")
    words = ["--data-dir", data, "--rust-src", library, "--json"]
    made = json.loads(trial.run("patches", "new", "--from", trial.version, "--to", "1.997.0", "--rustc", rustc, *words,
                                status=1).stdout)
    assert [(row["patch"], row["file"]) for row in made["conflicts"]] == \
        [("0005-out-of-memory-panics.patch", "std/src/alloc.rs")], made["conflicts"]
    assert "out of memory" in made["conflicts"][0]["why"], made["conflicts"]
    assert made["unresolved"] == ["0005-out-of-memory-panics.patch std/src/alloc.rs",
                                  "policy.toml std::thread::yield_now"], made["unresolved"]
    assert any(MOVED[1] in note for note in made["notes"]), made["notes"]
    carried = {row["file"] for row in made["patches"] if not row["same"]}
    assert carried == {"0005-out-of-memory-panics.patch", "0009-time-from-host.patch"}, carried
    for name in carried:
        head, _, body = (folder / name).read_text().partition("\n---\n")
        assert head == (old / name).read_text().partition("\n---\n")[0] and body, f"the header of {name} changed"
    assert f"b/library/{MOVED[1]}" in (folder / "0009-time-from-host.patch").read_text()

    # Nothing is built from it, and the marks are where they are said to be.
    check = json.loads(trial.run("patches", "check", *words, status=1).stdout)
    assert {row["kind"] for row in check["problems"]} == {"unresolved", "policy"}, check["problems"]
    tree = trial.work / "tree"
    trial.run("patches", "apply", "--until", "0005-out-of-memory-panics.patch", "--output", tree, "--data-dir", data,
              "--rust-src", library, status=0)
    file = tree / "std/src/alloc.rs"
    text = file.read_text()
    assert text.splitlines()[made["conflicts"][0]["line"] - 1].startswith("<<<<<<< "), made["conflicts"]
    refresh = ["patches", "refresh", "0005-out-of-memory-panics.patch", "--tree", tree, "--series", "1.997.0", *words]
    trial.run(*refresh, status=1)  # still marked
    solved = re.sub(r"<<<<<<< .*?\n(.*?)\|\|\|\|\|\|\| .*?\n.*?=======\n.*?>>>>>>> [^\n]*\n", r"\1", text, flags=re.S)
    assert OLD_LINE in solved
    file.write_text(solved.replace(OLD_LINE, NEW_LINE))
    again = json.loads(trial.run(*refresh, status=1).stdout)
    assert again["unresolved"] == ["policy.toml std::thread::yield_now"] and not again["conflicts"], again

    # The item has another name now: the policy says so.
    trial.edit(data / "std-patches" / "policy.toml", "std::thread::yield_now", "std::thread::hand_over")
    (folder / "unresolved").unlink()
    assert json.loads(trial.run("patches", "check", *words, status=0).stdout)["problems"] == []
    trial.run("patches", "apply", "--output", trial.work / "done", "--data-dir", data, "--rust-src", library, status=0)
    assert "plrust_host_clock_ns" in (trial.work / "done" / MOVED[1]).read_text()


def check_no_change(trial):
    """A refresh that has nothing to do changes not a byte, not even of the checksums."""
    made = json.loads(trial.run("patches", "refresh", "--series", trial.version, "--rust-src", trial.original,
                                "--json", "--dry-run", status=0).stdout)
    assert all(row["same"] for row in made["patches"]), made["patches"]


def check_audit(trial, build):
    sysroot = newest_sysroot(build)
    if sysroot is None:
        skip("there is no sysroot; tools/quickstart builds one")
    library = trial.copy(trial.version)
    add_function(trial, library)
    result = trial.run("audit", "--json", "--rust-src", library, "--sysroot", sysroot)
    if result.returncode == 3:
        skip(result.stderr.strip())
    report = json.loads(result.stdout)
    rows = {(row["path"], row["kind"]) for row in report["items"] if row["decision"] == "unreviewed"}
    assert result.returncode == 1 and rows == {("std::io::fresh", "function")}, (result.returncode, rows)


def main():
    executable, build = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as work:
        trial = Trial(executable, pathlib.Path(work))
        if "--audit" in sys.argv:
            check_audit(trial, build)
            return
        library = changed_source(trial)
        check_rows(trial, library)
        check_carrying(trial, library)
        check_no_change(trial)


if __name__ == "__main__":
    main()
