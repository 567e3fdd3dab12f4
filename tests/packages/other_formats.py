# SPDX-License-Identifier: PostgreSQL
"""RPM packages and archives."""
import os
import pathlib
import shutil

import contents
from packager import EPOCH, as_root, expect, files_below, run

RPMLINT = pathlib.Path(__file__).resolve().parent.parent.parent / "packaging/rpm/rpmlint.toml"


def archives(packager):
    answer = packager.real("tar")
    root = packager.folder("tar-contents")
    run("tar", "--extract", "--zstd", "--file", answer["file"], "--directory", root)
    contents.check(root, ".", answer, packager.manifest)
    verified = packager.call("sysroots", "verify", answer["sysroot"], "--sysroot-dir", root / "lib/plrust/sysroots")
    expect(verified.returncode == 0, verified.stdout, verified.stderr)
    small = packager.small()
    first = packager.package("tar", small)
    second = packager.package("tar", small, into="again", umask=0o077, cwd="/",
                              environment={"TMPDIR": str(packager.folder("tar-tmp"))})
    expect(first["sha256"] == second["sha256"], "two builds differ")


def rpm_is_what_it_says(packager):
    answer = packager.package("rpm", packager.small())
    requires = run("rpm", "-qp", "--requires", answer["file"])
    version = packager.manifest["rustc"]["version"]
    expect(f"rust >= {version}" in requires or f" = {version}" in requires, requires)
    expect("libstdc++.so.6" in requires, "the plugin's libraries are not in", requires)
    expect(run("rpm", "-qp", "--scripts", "--triggers", answer["file"]) == "", "there are scripts")
    again = packager.package("rpm", packager.small(), into="again", umask=0o077, cwd="/",
                             environment={"TMPDIR": str(packager.folder("rpm-tmp"))})
    expect(answer["sha256"] == again["sha256"], "two builds differ:", answer["file"], again["file"])


def rpm_is_clean_for_rpmlint(packager):
    found = run("rpmlint", "-c", RPMLINT, packager.package("rpm", packager.small())["file"], check=False)
    expect("0 errors, 0 warnings" in found.stdout and found.returncode == 0, found.stdout)


def rpm_is_installed_upgraded_and_removed(packager):
    old = packager.package("rpm", packager.small())
    new = packager.package("rpm", packager.small("newer"), epoch=EPOCH + 86400)
    sysroot, options = packager.other_rust("1.97.0")
    other = packager.package("rpm", sysroot, options=options)
    root = packager.folder("rpm-root")
    rpm = [*as_root(), "rpm", f"--root={root}", "--dbpath=/var/lib/rpm"]
    run(*rpm, "--initdb")

    def sysroots():
        folder = root / "usr/lib/plrust/sysroots"
        return sorted(os.listdir(folder)) if folder.exists() else []

    # Nothing that they need is there: that it is asked for is tested above.
    run(*rpm, "--install", "--nodeps", old["file"], other["file"])
    expect(sysroots() == sorted([old["sysroot"], other["sysroot"]]), sysroots())
    run(*rpm, "--verify", "--nodeps", old["package"])
    run(*rpm, "--upgrade", "--nodeps", new["file"])
    expect(sysroots() == sorted([new["sysroot"], other["sysroot"]]), sysroots())
    run(*rpm, "--erase", new["package"], other["package"])
    left = [name for name in files_below(root) if not name.startswith("var/lib/rpm/")]
    expect(left == [] and not (root / "usr/lib/plrust").exists(), "left behind:", left)
    shutil.rmtree(root)


PARTS = [archives, rpm_is_what_it_says, rpm_is_clean_for_rpmlint, rpm_is_installed_upgraded_and_removed]
