#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""run_case.py EXECUTABLE CASE/cmd: runs cmd with bash and compares what it prints with CASE/{stdout,stderr,status}.

The command runs in an empty folder, with an empty environment but WORK (that folder), DATA (the source tree) and
FIXTURES (this folder); plrust-toolchain is in PATH. Paths are replaced by $WORK, $DATA and $BUILD. With ACCEPT=1 in
the environment the expected files are written instead.
"""

import difflib
import os
import pathlib
import subprocess
import sys
import tempfile


def normalised(text, names):
    for path, name in names:
        text = text.replace(str(path), name)
    return text


def run(executable, case, work):
    here = pathlib.Path(__file__).resolve().parent
    data = here.parent.parent
    programs = work / ".bin"
    programs.mkdir()
    (programs / "plrust-toolchain").symlink_to(executable)
    result = subprocess.run(
        ["/bin/bash", "-c", '. "$FIXTURES/fixture.sh"\n' + (case / "cmd").read_text()],
        cwd=work,
        env={"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(work), "WORK": str(work),
             "DATA": str(data), "FIXTURES": str(here)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    names = [(work, "$WORK"), (data, "$DATA"), (executable.parent.parent, "$BUILD")]
    # The longest first: one of these folders may lie in another.
    names.sort(key=lambda row: -len(str(row[0])))
    return {
        "stdout": normalised(result.stdout, names),
        "stderr": normalised(result.stderr, names),
        "status": f"{result.returncode}\n",
    }


def main():
    executable, command = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    case = command.parent
    with tempfile.TemporaryDirectory(prefix="a folder ") as work:
        found = run(executable, case, pathlib.Path(work).resolve())
    failed = False
    for name, text in found.items():
        file = case / name
        if os.environ.get("ACCEPT") == "1":
            file.write_text(text)
            continue
        expected = file.read_text() if file.exists() else ""
        if text != expected:
            failed = True
            sys.stdout.writelines(
                difflib.unified_diff(
                    expected.splitlines(True), text.splitlines(True), f"{case.name}/{name}", "found"
                )
            )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
