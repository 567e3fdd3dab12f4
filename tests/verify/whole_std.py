#!/usr/bin/python3
# SPDX-License-Identifier: PostgreSQL
"""All of the std in a sysroot as one module: it must be proved, and must not be with one rewrite taken back.

usage: whole_std.py SYSROOT PLRUST-VERIFY [VERIFY-CROSSCHECK]

Every function that another crate could call is put into a table, so that the linker leaves nothing out. Both architectures
that the sysroot may have are judged; no machine of that architecture is needed. The last line is 'N passed, N failed'.
"""
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

SEED = 20240614
OMISSIONS = 30
EXPORTS = "{ global: plrust_entry; plrust_ctl_usp; local: *; };\n"
ENTRY = {
    "x86_64": "leaq table(%rip), %rax\n retq\n",
    "aarch64": "adrp x0, table\n ret\n",
}
LINK = ["ld.lld-22", "-shared", "-Bsymbolic", "-s", "--gc-sections", "--hash-style=sysv", "--build-id=none", "-z", "relro",
        "-z", "now", "-z", "noexecstack", "-z", "separate-code", "--threads=1"]


def link(objects, arch, folder):
    names = subprocess.run(["llvm-nm-22", "--defined-only", "--extern-only", "-f", "posix", *objects], check=True,
                           capture_output=True, text=True).stdout
    functions = sorted({line.split()[0] for line in names.splitlines() if re.search(r" [TW] ", line)})
    table = "".join(f'\t.8byte "{name}"\n' for name in functions)
    (folder / "table.s").write_text(
        f'.section .data.rel.ro,"aw",@progbits\n.p2align 3\ntable:\n{table}'
        f'.section .text.plrust_entry,"ax",@progbits\n.globl plrust_entry\n.type plrust_entry,@function\n.p2align 4\n'
        f"plrust_entry:\n {ENTRY[arch]}")
    (folder / "exports.map").write_text(EXPORTS)
    subprocess.run(["llvm-mc-22", f"-triple={arch}-linux-gnu", "-filetype=obj", folder / "table.s", "-o",
                    folder / "table.o"], check=True)
    module = folder / f"{arch}.so"
    subprocess.run([*LINK, "--version-script", folder / "exports.map", folder / "table.o", "--start-group", *objects,
                    "--end-group", "-o", module], check=True)
    return module


def text_of(module):
    """Offset and size of the executable segment."""
    data = module.read_bytes()
    headers, count = struct.unpack_from("<Q", data, 32)[0], struct.unpack_from("<H", data, 56)[0]
    for i in range(count):
        kind, flags, offset, _, _, size = struct.unpack_from("<IIQQQQ", data, headers + 56 * i)
        if kind == 1 and flags & 1:
            return data, offset, size
    raise ValueError("no code")


def omissions(data, begin, size, arch):
    """The places of rewrites, and what stands there without one: (offset, bytes)."""
    code = data[begin:begin + size]
    if arch == "x86_64":  # gs and address-size prefix: the first becomes a nop
        return [(begin + match.start(), b"\x90") for match in re.finditer(rb"\x65\x67", code)]
    found = []
    for at in range(0, size - 3, 4):
        word = struct.unpack_from("<I", code, at)[0]
        if word & 0xffe0ffff == 0x8b204392:  # add x18, x28, wN, uxtw: mov x18, xN
            found.append((begin + at, struct.pack("<I", 0xaa0003f2 | word & 0x1f0000)))
        elif word & 0x3f20fc00 == 0x38204800 and word >> 5 & 31 == 28:  # [x28, wN, uxtw]: [x27, wN, uxtw]
            found.append((begin + at, struct.pack("<I", word - (1 << 5))))
    return found


class Count:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, name, holds, text=""):
        self.passed += holds
        self.failed += not holds
        if not holds:
            print(f"failed: {name}\n{text[:2000]}")


def judge(module, arch, verifier, crosscheck, count):
    verdict = subprocess.run([verifier, module], capture_output=True, text=True, check=False)
    count.expect(f"{arch}: all of std is proved", verdict.returncode == 0, verdict.stdout)
    print(verdict.stdout.strip()[:300])
    data, begin, size = text_of(module)
    places = omissions(data, begin, size, arch)
    for offset, changed in random.Random(SEED).sample(places, min(OMISSIONS, len(places))):
        without = data[:offset] + changed + data[offset + len(changed):]
        refused = subprocess.run([verifier, "-"], input=without, capture_output=True, check=False).returncode == 1
        count.expect(f"{arch}: without the rewrite at {offset:#x} it is refused", refused)
    count.expect(f"{arch}: there are rewrites", len(places) > 1000)
    if crosscheck:
        result = subprocess.run([crosscheck, module], capture_output=True, text=True, check=False)
        count.expect(f"{arch}: both decoders agree", result.returncode == 0, result.stdout)
        print(result.stdout.splitlines()[0])


def main():
    sysroot, verifier, *crosscheck = sys.argv[1:]
    count = Count()
    for arch in ENTRY:
        objects = sorted(pathlib.Path(sysroot).glob(f"lib/rustlib/{arch}-postgres-linux-gnu/confined/*.o"))
        if not objects:
            continue
        with tempfile.TemporaryDirectory() as folder:
            module = link(objects, arch, pathlib.Path(folder))
            judge(module, arch, verifier, crosscheck[0] if crosscheck else None, count)
    count.expect("the sysroot has code", count.passed > 0)
    print(f"{count.passed} passed, {count.failed} failed")
    sys.exit(1 if count.failed else 0)


main()
