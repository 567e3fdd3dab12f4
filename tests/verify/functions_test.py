# SPDX-License-Identifier: PostgreSQL
"""Functions of SQL files, compiled for one architecture at every optimization setting: the verifier must prove them all.

usage: functions_test.py PLRUST-TOOLCHAIN SYSROOT AT-LEAST FILE.sql...

No server takes part: the signature is made from the SQL types here, for the simple types only. Functions whose types or
bodies need more are left out; at least AT-LEAST must remain. An aarch64 sysroot needs no aarch64 machine.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

SETTINGS = ["none", "size", "speed"]
TYPES = {
    "text": "String", "varchar": "String", "int": "i32", "integer": "i32", "int4": "i32", "bigint": "i64", "int8": "i64",
    "smallint": "i16", "int2": "i16", "real": "f32", "float4": "f32", "double precision": "f64", "float8": "f64",
    "bool": "bool", "boolean": "bool", "bytea": "Vec<u8>",
}
FUNCTION = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION (\w+)\s*\(([^()]*)\)\s*RETURNS ([\w ]+?)\s+((?:STRICT |IMMUTABLE |STABLE |PARALLEL SAFE )*)"
    r"LANGUAGE plrust\b([^$]*?)AS \$\$(.*?)\$\$", re.DOTALL | re.IGNORECASE)


def signature(name, arguments, result, strict):
    parts = []
    for argument in filter(None, (part.strip() for part in arguments.split(","))):
        words = argument.split(None, 1)
        rust = TYPES.get(words[1].lower()) if len(words) == 2 else None
        if rust is None:
            return None
        parts.append(f"{words[0]}: {rust if strict else f'Option<{rust}>'}")
    result = TYPES.get(result.strip().lower())
    return f"fn {name}({', '.join(parts)}) -> {result}" if result else None


def functions(files):
    for file in files:
        for match in FUNCTION.finditer(pathlib.Path(file).read_text()):
            name, arguments, result, before, after, body = match.groups()
            line = signature(name, arguments, result, "STRICT" in (before + after).upper())
            if line and "[dependencies]" not in body:
                yield f"{pathlib.Path(file).name}:{name}", line, body


def main():
    toolchain, sysroot, at_least, *files = sys.argv[1:]
    proved = left_out = 0
    refused = []
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "body.rs"
        for place, line, body in functions(files):
            source.write_text(body)
            for setting in SETTINGS:
                result = subprocess.run(
                    [toolchain, "compile", "--sysroot", sysroot, "--signature", line, "-O", setting, "-o",
                     str(pathlib.Path(folder) / "module.so"), str(source)], capture_output=True, text=True, check=False)
                talk = result.stdout + result.stderr
                if result.returncode == 0 and ": proved:" in talk:
                    proved += 1
                elif "violations" in talk or "cannot confine" in talk:
                    refused.append(f"{place} at {setting}: {talk}")
                else:
                    left_out += 1
                    break
    print(f"{proved} proved, {left_out} functions left out, {len(refused)} refused")
    print("\n".join(refused))
    sys.exit(1 if refused or proved < int(at_least) * len(SETTINGS) else 0)


main()
