# SPDX-License-Identifier: PostgreSQL
"""plrust-toolchain package, and sysroots for it: the real one, and small ones that have the same parts."""
import hashlib
import json
import os
import pathlib
import resource
import shutil
import subprocess

EPOCH = 1_700_000_000
LONGEST_SECONDS = 15
SMALL = 1 << 20  # files of the real sysroot above this are left out of the small ones


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def id_of(manifest):
    inputs = json.dumps(manifest["inputs"], sort_keys=True, separators=(",", ":"))
    return f"{manifest['rustc']['version']}-{sha256(inputs.encode())[:12]}"


class Failed(AssertionError):
    pass


def expect(holds, *what):
    if not holds:
        raise Failed(" ".join(str(word) for word in what))


def run(*command, check=True, **settings):
    """Its output, both streams."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8", errors="replace", timeout=1200, check=False, **settings)
    if check and done.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))}: status {done.returncode}: {done.stdout[-3000:]}")
    return done.stdout if check else done


def as_root():
    """What runs a command with the rights to change the owners of files below a folder."""
    return [] if os.geteuid() == 0 else ["unshare", "--map-root-user"]


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if not path.is_dir())


class Packager:
    def __init__(self, toolchain, sysroot, work):
        self.toolchain, self.sysroot, self.work = toolchain, sysroot, work
        self.manifest = json.loads((sysroot / "manifest.json").read_text())
        self.made = {}

    def folder(self, name):
        path = self.work / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def call(self, *arguments, epoch=EPOCH, environment=None, **settings):
        variables = {"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": str(epoch), **(environment or {})}
        return subprocess.run([str(word) for word in (self.toolchain, *arguments)], capture_output=True, text=True,
                              env=variables, timeout=1200, check=False, **settings)

    def package(self, kind, sysroot=None, into="packages", options=(), **settings):
        """The answer of package --json."""
        done = self.call("package", "--format", kind, "--sysroot", sysroot or self.sysroot, "-o", self.folder(into),
                         "--json", *options, **settings)
        expect(done.returncode == 0, done.stderr)
        return json.loads(done.stdout)

    def real(self, kind):
        """The package of the real sysroot, made once. Its time is the processors' own: others may keep them busy."""
        if kind not in self.made:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.made[kind] = self.package(kind)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / os.cpu_count()
            expect(seconds < LONGEST_SECONDS, "it took", seconds, "seconds of each processor")
        return self.made[kind]

    def small(self, name="small", change=lambda manifest: None, file_change=b""):
        """A sysroot with the real one's small files, and an id of its own."""
        manifest = json.loads(json.dumps(self.manifest))
        manifest["inputs"]["pgrx"] = sha256(name.encode())
        change(manifest)
        manifest["id"] = id_of(manifest)
        folder = self.work / "sysroots" / name / manifest["id"]
        if folder.exists():
            return folder
        for file in list(manifest["files"]):
            data = (self.sysroot / file).read_bytes()
            if len(data) > SMALL and not file.startswith("plugin/"):
                del manifest["files"][file]
                continue
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(data)
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=2))
        return folder

    def other_rust(self, version):
        """A small sysroot of another Rust, which no package owns, and the options that its package needs."""
        home = self.folder(f"rust-{version}")
        rustc = home / "rustc"
        facts = self.manifest["rustc"]
        rustc.write_text(f"#!/bin/sh\ncase $1 in --print) echo {home} ;; *) cat <<END\nrustc {version}\nbinary: rustc\n"
                         f"commit-hash: {facts['commit']}\nhost: x86_64-unknown-linux-gnu\nrelease: {version}\n"
                         f"LLVM version: {facts['llvm']}\nEND\nesac\n")
        rustc.chmod(0o755)
        library = self.std_source()
        source = home / f"rustc-{version}"
        if not source.exists():
            source.mkdir()
            (source / "library").symlink_to(library)
            data = self.data()
            shutil.copytree(data / "std-patches", home / "data" / "std-patches", symlinks=True)
            shutil.copytree(home / "data" / "std-patches" / facts["version"], home / "data" / "std-patches" / version)
            shutil.copytree(data / "toolchain" / "templates", home / "data" / "toolchain" / "templates")
            shutil.copy(data / "toolchain" / "render.py", home / "data" / "toolchain" / "render.py")
            shutil.copy(data / "LICENSE", home / "data" / "LICENSE")

        def change(manifest):
            manifest["rustc"].update(path=str(rustc), version=version)

        options = ["--data-dir", home / "data", "--rust-src", source]
        return self.small(f"of-{version}", change), options

    def std_source(self):
        doctor = json.loads(self.call("doctor", "--json").stdout)
        found = next(row["found"] for row in doctor["checks"] if row["name"] == "std source")
        return pathlib.Path(found.rsplit(", ", 1)[0])

    def data(self):
        doctor = json.loads(self.call("doctor", "--json").stdout)
        found = next(row["found"] for row in doctor["checks"] if row["name"] == "std patches")
        return pathlib.Path(found).parent.parent
