#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""check_documents.py EXECUTABLE SOURCE: documents that follow from tables name every row of them.

The man page has each command, action and option of --help; targets/README.md has each key of the overlay, and of
the specifications; CONTRIBUTING.md has each package that the tools install.
"""

import json
import pathlib
import re
import subprocess
import sys
import tomllib


def help_of(executable, *words):
    return subprocess.run([executable, *words, "--help"], capture_output=True, text=True, check=True).stdout


def section(text, title):
    found = re.search(rf"^{title}:\n((?:  .*\n)+)", text, re.MULTILINE)
    return found.group(1).splitlines() if found else []


def missing_in_man_page(executable, page):
    plain = page.replace("\\-", "-").replace("\\fR", "").replace("\\fP", "")
    commands = [line.split()[0] for line in section(help_of(executable), "Commands")]
    assert len(commands) > 5, "the help lists no commands"
    for command in commands:
        if f"\n.B {command}\n" not in plain or f'.SY "plrust-toolchain {command}"' not in plain:
            yield f"command '{command}'"
        text = help_of(executable, command)
        for line in section(text, "Actions"):
            if not re.search(rf"^\.BR? .*\b{line.split()[0]}\b", plain, re.MULTILINE):
                yield f"action '{command} {line.split()[0]}'"
        options = re.findall(r"--([a-z-]+)", "\n".join(line[:30] for line in section(text, "Options")))
        assert "help" in options, f"the help of {command} lists no options"
        for option in options:
            if not re.search(rf"^\.(B|BI|BR) .*--{option}\b", plain, re.MULTILINE):
                yield f"option '--{option}'"


def missing_in_targets(folder):
    text = (folder / "README.md").read_text()
    keys = {row["key"] for row in tomllib.loads((folder / "overlay.toml").read_text())["row"]}
    specifications = sorted(folder.glob("*.json"))
    assert len(specifications) == 2, "there are two targets"
    for specification in specifications:
        keys |= json.loads(specification.read_text()).keys()
    return [f"key '{key}'" for key in sorted(keys) if f"`{key}`" not in text]


def differences_of_packages(source):
    listed = {tuple(line.split(maxsplit=2)) for line in (source / "tools" / "packages.txt").read_text().splitlines()
              if not line.startswith("#")}
    rows = re.findall(r"^\| `(\S+)` \| (\w+) \| (.*) \|$", (source / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    told = {(purpose, package, why) for package, purpose, why in rows}
    assert len(listed) > 5, "the list of packages is empty"
    return [f"package '{row[1]}'" for row in sorted(listed ^ told)]


def main():
    executable, source = sys.argv[1], pathlib.Path(sys.argv[2])
    page = (source / "toolchain" / "man" / "plrust-toolchain.1").read_text()
    problems = [f"the man page does not name {what}" for what in missing_in_man_page(executable, page)]
    problems += [f"targets/README.md does not name {what}" for what in missing_in_targets(source / "targets")]
    problems += [f"CONTRIBUTING.md and tools/packages.txt differ in {what}" for what in differences_of_packages(source)]
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
