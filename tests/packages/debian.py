# SPDX-License-Identifier: PostgreSQL
"""Debian packages."""
import json
import os
import pathlib
import re
import shutil

import contents
from packager import EPOCH, as_root, expect, files_below, run, sha256


def field(deb, name):
    return run("dpkg-deb", "--field", deb, name).strip()


def is_what_it_says(packager):
    answer = packager.real("deb")
    root = packager.folder("deb-contents")
    run("dpkg-deb", "--raw-extract", answer["file"], root)
    contents.check(root, "usr", answer, packager.manifest)
    expect(sorted(os.listdir(root / "DEBIAN")) == ["control", "md5sums"], "there are maintainer scripts")
    for line in run("dpkg-deb", "--contents", answer["file"]).splitlines():
        expect(" root/root " in line, "another owner:", line)
        expect(re.search(r" \./(usr/.*)?$", line), "not below /usr:", line)
    run("md5sum", "--quiet", "-c", "DEBIAN/md5sums", cwd=root)
    owner = json.loads((root / "usr/lib/plrust/sysroots" / answer["sysroot"] / "owner.json").read_text())
    expect(owner == {"package": answer["package"], "format": "deb"}, owner)
    size = int(field(answer["file"], "Installed-Size"))
    real = sum(path.stat().st_size for path in (root / "usr").rglob("*") if path.is_file()) // 1024
    expect(abs(size - real) < real // 20 + 200, "Installed-Size is", size, "not about", real)


def depends_on_the_very_rustc(packager):
    answer = packager.real("deb")
    rustc = os.path.realpath(packager.manifest["rustc"]["path"])
    name = run("dpkg-query", "--search", rustc).split(":")[0]
    version = run("dpkg-query", "--show", "--showformat=${Version}", name)
    depends = field(answer["file"], "Depends").split(", ")
    expect(f"{name} (= {version})" in depends, depends)
    expect(any(row.startswith("libstdc++6") for row in depends), "the plugin's libraries are not in", depends)


def two_builds_are_identical(packager):
    """In other folders, with another umask, time zone and language, from a copy with other times."""
    first = packager.real("deb")
    copy = packager.folder("copy") / packager.sysroot.name
    shutil.copytree(packager.sysroot, copy, copy_function=shutil.copyfile)
    second = packager.package("deb", copy, into="again", cwd="/", umask=0o077,
                              environment={"TMPDIR": str(packager.folder("other-tmp")), "TZ": "Asia/Tokyo",
                                           "LC_ALL": "C", "HOME": "/nonexistent"})
    expect(second["sha256"] == first["sha256"], "two builds differ:", first["file"], second["file"])
    expect(sha256(pathlib.Path(first["file"]).read_bytes()) == first["sha256"], "the answer has another sha256")
    expect(not os.listdir(packager.work / "other-tmp"), "something is left in TMPDIR")
    later = packager.package("deb", packager.small(), into="again", epoch=EPOCH + 1)
    run("dpkg", "--compare-versions", later["version"], "gt", first["version"])


def is_clean_for_lintian(packager):
    found = run("lintian", "--allow-root", "--tag-display-limit", "0", "--fail-on", "error,warning",
                packager.real("deb")["file"], check=False)
    expect(found.returncode == 0 and found.stdout.strip() == "", found.stdout)


class Root:
    """A file system with nothing but dpkg's own files. What packages depend on is there by name only."""

    def __init__(self, packager, name, *stubs):
        self.path = packager.folder(name)
        admin = self.path / "var/lib/dpkg"
        for part in ["info", "updates", "triggers"]:
            (admin / part).mkdir(parents=True)
        (admin / "status").write_text("".join(stubs))
        (admin / "info/format").write_text("1\n")

    def dpkg(self, *words, check=True):
        return run(*as_root(), "dpkg", f"--root={self.path}", "--log=/dev/null", *words, check=check)

    def files(self):
        return [name for name in files_below(self.path) if not name.startswith("var/lib/dpkg/")]

    def installed(self):
        rows = self.dpkg("--list").splitlines()
        return sorted(row.split()[1] for row in rows if row.startswith("ii") and "plrust" in row)

    def sysroots(self):
        folder = self.path / "usr/lib/plrust/sysroots"
        return sorted(os.listdir(folder)) if folder.exists() else []


def stub(name, version, architecture):
    return (f"Package: {name}\nStatus: install ok installed\nArchitecture: {architecture}\nVersion: {version}\n"
            f"Maintainer: nobody <nobody@localhost>\nDescription: a name\n\n")


def stubs_for(deb, *left_out):
    rows = []
    for row in field(deb, "Depends").split(", "):
        name, relation, version = re.fullmatch(r"(\S+)(?: \((\S+) (\S+)\))?", row).groups()
        if name not in left_out and relation != "<<":
            rows.append(stub(name, version or "1", field(deb, "Architecture")))
    return rows


def needs_its_rustc(packager):
    deb = packager.package("deb", packager.small())["file"]
    rustc = field(deb, "Depends").split(" ")[0]
    without = Root(packager, "without-rustc", *stubs_for(deb, rustc)).dpkg("--install", deb, check=False)
    expect(without.returncode != 0 and f"depends on {rustc} (= " in without.stdout, without.stdout)
    other = stub(rustc, "0.1", field(deb, "Architecture"))
    wrong = Root(packager, "other-rustc", *stubs_for(deb, rustc), other).dpkg("--install", deb, check=False)
    expect(wrong.returncode != 0 and f"Version of {rustc} on system is 0.1" in wrong.stdout, wrong.stdout)


def is_installed_verified_and_removed(packager):
    answer = packager.real("deb")
    root = Root(packager, "root", *stubs_for(answer["file"]))
    before = root.files()
    root.dpkg("--install", answer["file"])
    expect(root.sysroots() == [answer["sysroot"]], root.sysroots())
    expect(root.dpkg("--verify", answer["package"]) == "", "dpkg --verify finds differences")
    folder = ["--sysroot-dir", root.path / "usr/lib/plrust/sysroots"]
    verified = packager.call("sysroots", "verify", answer["sysroot"], *folder)
    expect(verified.returncode == 0 and verified.stdout.count("proved: ") == len(answer["triples"]), verified.stdout,
           verified.stderr)
    removed = packager.call("sysroots", "remove", answer["sysroot"], *folder)
    expect(removed.returncode == 1 and f"apt-get remove {answer['package']}" in removed.stderr, removed.stderr)
    nothing = packager.folder("nothing-used") / "used.json"
    nothing.write_text(json.dumps({"format": 1, "clusters": [{"system_identifier": "1", "databases": []}]}))
    kept = packager.call("sysroots", "gc", "--used-by", nothing, *folder)
    expect(f"belongs to the package {answer['package']}" in kept.stderr, kept.stderr)
    expect(root.dpkg("--verify", answer["package"]) == "", "gc changed the package's files")
    (root.path / "usr/lib/plrust/sysroots/.lock").unlink()  # gc's
    root.dpkg("--purge", answer["package"])
    expect(root.files() == before and not (root.path / "usr").exists(), "left behind:", root.files())


def upgrades_and_stands_beside_others(packager):
    old = packager.package("deb", packager.small())
    new = packager.package("deb", packager.small("newer"), epoch=EPOCH + 86400)
    sysroot, options = packager.other_rust("1.97.0")
    other = packager.package("deb", sysroot, options=options)
    expect("rustc (>= 1.97.0)" in other["depends"] and "rustc (<< 1.97.1~)" in other["depends"], other["depends"])
    root = Root(packager, "upgrade", *stubs_for(old["file"]), stub("rustc", "1.97.0+dfsg1-1", field(old["file"], "Architecture")))
    root.dpkg("--install", old["file"])
    root.dpkg("--install", other["file"])
    expect(root.installed() == sorted([old["package"], other["package"]]), root.installed())
    expect(root.sysroots() == sorted([old["sysroot"], other["sysroot"]]), root.sysroots())
    root.dpkg("--install", new["file"])
    expect(root.sysroots() == sorted([new["sysroot"], other["sysroot"]]), "after the upgrade:", root.sysroots())
    root.dpkg("--install", old["file"])  # and back
    expect(root.sysroots() == sorted([old["sysroot"], other["sysroot"]]), "after the downgrade:", root.sysroots())
    root.dpkg("--purge", old["package"])
    expect(root.sysroots() == [other["sysroot"]], root.sysroots())
    root.dpkg("--purge", other["package"])
    expect(root.files() == [] and not (root.path / "usr").exists(), "left behind:", root.files())


def refuses(packager):
    """What must not become a package, and what the user is told."""
    damaged = packager.work / "damaged" / "x"
    shutil.copytree(packager.small(), damaged)
    next(damaged.glob("lib/rustlib/*/target.json")).write_text("{}")
    changed = packager.small("other-source", lambda manifest: manifest["inputs"].update({"std source": "0" * 64}))
    one = packager.small("one-target", lambda manifest: manifest["targets"].__delitem__(slice(1, None)))
    missing = "aarch64" if "x86_64" in json.loads((one / "manifest.json").read_text())["targets"][0]["arch"] else "x86_64"
    for sysroot, options, told in [
            (damaged, ["--format", "deb"], "was changed"),
            (changed, ["--format", "deb"], "is not the std source that the sysroot was built from"),
            (one, ["--format", "deb", "--arch", missing], f"plrust-toolchain build --arch {missing}"),
            (one, [], "one of: deb, rpm, tar"),
            (one, ["--format", "deb", "-o", "/proc/nowhere"], "choose another folder with --output"),
            (packager.folder("empty"), ["--format", "deb"], "manifest.json")]:
        done = packager.call("package", "--sysroot", sysroot, *options)
        expect(done.returncode != 0 and told in done.stderr, told, "is not in", done.stderr)
    dry = packager.package("deb", packager.small(), into="dry", options=["--dry-run"])
    expect(dry["dry_run"] and not pathlib.Path(dry["file"]).exists(), "--dry-run wrote something")
    bad = packager.call("package", "--format", "deb", "--sysroot", packager.small(), epoch="soon")
    expect(bad.returncode == 2 and "SOURCE_DATE_EPOCH is 'soon'" in bad.stderr, bad.stderr)


PARTS = [is_what_it_says, depends_on_the_very_rustc, two_builds_are_identical, is_clean_for_lintian, needs_its_rustc,
         is_installed_verified_and_removed, upgrades_and_stands_beside_others, refuses]
