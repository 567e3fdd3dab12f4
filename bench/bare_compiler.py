# SPDX-License-Identifier: PostgreSQL
"""The time of rustc and ld.lld alone: what CREATE FUNCTION cannot be faster than."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

LINKER = "ld.lld-22"


def find(rustc, sysroot):
    """The compiler for this machine's functions, or None without a sysroot."""
    return BareCompiler(rustc, sysroot.resolve()) if sysroot else None


class BareCompiler:
    """Compiles and links what PL/Rust generates for fn(i32) -> i32, with the sysroot's flags and nothing around it."""

    def __init__(self, rustc, sysroot):
        manifest = json.loads((sysroot / "manifest.json").read_text())
        self.triple = f"{os.uname().machine}-postgres-linux-gnu"
        matching = [target for target in manifest["targets"] if target["triple"] == self.triple]
        if not matching:
            sys.exit(f"bench/run: error: sysroot '{sysroot}' has no target '{self.triple}'")
        libraries = sysroot / "lib/rustlib" / self.triple
        flags = [flag.replace("{sysroot}", str(sysroot)) for flag in matching[0]["rustc_flags"]]
        self.compile = [rustc, *flags, "--crate-type", "cdylib", "--crate-name", "function", "-Copt-level=3",
                        "--emit=obj"]
        self.link = [LINKER, "-shared", "-Bsymbolic", "--gc-sections", "-s", "--hash-style=sysv", "-z", "now", "-z", "relro",
                     "-z", "noexecstack", f"--version-script={libraries / 'exports.map'}"]
        self.confined = sorted(str(path) for path in (libraries / "confined").glob("*.o"))

    def milliseconds(self, body):
        source = ("pgrx::function! { fn fresh<'a>(n: i32) -> Option<i32>; shape = registers; } pub mod user { "
                  f"pub fn fresh<'a>(n: i32) -> Result<Option<i32>, ::pgrx::BoxError> {{ {body} }} }}\n")
        with tempfile.TemporaryDirectory() as directory:
            file, compiled = pathlib.Path(directory) / "function.rs", pathlib.Path(directory) / "function.o"
            file.write_text(source)
            started = time.monotonic()
            self.run([*self.compile, "--extern", "pgrx", str(file), "-o", str(compiled)], directory)
            self.run([*self.link, "-o", f"{directory}/function.so", str(compiled), "--start-group", *self.confined,
                      "--end-group"], directory)
            return 1000 * (time.monotonic() - started)

    @staticmethod
    def run(command, directory):
        result = subprocess.run(command, cwd=directory, env={**os.environ, "RUSTC_BOOTSTRAP": "1"}, text=True,
                                capture_output=True, check=False)
        if result.returncode != 0:
            sys.exit(f"bench/run: error: '{command[0]}' failed\n{result.stderr}")
