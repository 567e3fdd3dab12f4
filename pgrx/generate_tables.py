#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""Renders src/sqlstate/table.rs and src/oid/table.rs from PostgreSQL's own lists.

usage: generate_tables.py [--check] ERRCODES_TXT PG_TYPE_D_H

The outputs are checked in, because the crate is built where no PostgreSQL is installed. --check writes nothing and
fails when they are not what would be written.
"""
import pathlib
import re
import sys

import jinja2

HERE = pathlib.Path(__file__).resolve().parent

# SQLSTATEs that releases after the list's own added: (sqlstate, constant, condition name, section).
LATER_CONDITIONS = [("25P04", "ERRCODE_TRANSACTION_TIMEOUT", "transaction_timeout", "Class 25 - Invalid Transaction State")]


def read_conditions(path):
    rows, section = [], ""
    for line in path.read_text().splitlines():
        if match := re.match(r"Section:\s*(.*)", line):
            section = match[1]
        elif match := re.match(r"([0-9A-Z]{5})\s+[SEW]\s+(ERRCODE_\w+)(?:\s+(\w+))?", line):
            rows.append((match[1], match[2], match[3] or match[2][8:].lower(), section))
    known = {row[0] for row in rows}
    return rows + [row for row in LATER_CONDITIONS if row[0] not in known]


def split_aliases(rows):
    """An enum holds each value once: later names of one SQLSTATE become constants."""
    first, variants, aliases = {}, [], []
    for sqlstate, constant, condition, section in rows:
        if sqlstate in first:
            aliases.append({"name": constant, "target": first[sqlstate]})
        else:
            first[sqlstate] = constant
            variants.append({"name": constant, "sqlstate": sqlstate, "condition": condition, "section": section,
                             "value": encode(sqlstate)})
    return variants, aliases


def encode(sqlstate):
    """PostgreSQL's MAKE_SQLSTATE: six bits a character."""
    return sum(((ord(character) - ord("0")) & 0x3F) << (6 * i) for i, character in enumerate(sqlstate))


def read_types(path):
    rows = re.findall(r"#define\s+(\w+OID)\s+(\d+)\s*$", path.read_text(), re.M)
    return [{"name": name, "oid": int(oid)} for name, oid in sorted(rows, key=lambda row: int(row[1]))]


def find_arrays(types):
    """Arrays are called like their elements; two older ones are called vectors. Pseudo-types have no elements."""
    names = {row["name"] for row in types}
    candidates = [(name, re.sub(r"(ARRAY|VECTOR)OID$", "OID", name)) for name in (row["name"] for row in types)]
    return [{"name": name, "element": element} for name, element in candidates
            if name != element and element in names and not element.startswith("ANY") and name != "TSVECTOROID"]


def main(arguments):
    check = "--check" in arguments
    paths = [pathlib.Path(argument) for argument in arguments if argument != "--check"]
    if len(paths) != 2:
        sys.exit(__doc__)
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE / "templates"), trim_blocks=True,
                                     lstrip_blocks=True, keep_trailing_newline=True,
                                     undefined=jinja2.StrictUndefined)
    variants, aliases = split_aliases(read_conditions(paths[0]))
    types = read_types(paths[1])
    outputs = {"sqlstate": {"variants": variants, "aliases": aliases},
               "oid": {"types": types, "arrays": find_arrays(types)}}
    stale = []
    for name, data in outputs.items():
        target = HERE / "src" / name / "table.rs"
        text = environment.get_template(f"{name}.rs.j2").render(data)
        if check and (not target.exists() or target.read_text() != text):
            stale.append(str(target.relative_to(HERE)))
        elif not check:
            target.write_text(text)
    if stale:
        sys.exit("generate_tables.py: error: out of date: " + ", ".join(stale))


if __name__ == "__main__":
    main(sys.argv[1:])
