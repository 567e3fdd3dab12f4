#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""Renders confine/host_functions.toml, the one table of what confined code may call.

  --what header   the C++ prototypes and the table of names and capabilities
  --what support  the assembly linked into every module (needs --arch): host stubs, region-stack pointer
  --what rust     Rust's declarations (pgrx/src/host.rs)
  --what docs     docs/host-functions.md

With --check the output file is compared instead of written, and a difference is an error.
"""

import argparse
import pathlib
import sys
import tomllib

import jinja2

CPP_TYPES = {
    "u32": "std::uint32_t",
    "i32": "std::int32_t",
    "u64": "std::uint64_t",
    "i64": "std::int64_t",
    "len": "std::uint64_t",
    "ptr": "std::uint64_t",
    "mut": "std::uint64_t",
    "void": "void",
    "never": "void",
}
RUST_TYPES = {
    "u32": "u32",
    "i32": "i32",
    "u64": "u64",
    "i64": "i64",
    "len": "usize",
    "ptr": "*const u8",
    "mut": "*mut u8",
    "never": "!",
}
TEMPLATES = {
    "header": "host_functions.hpp.j2",
    "support": "support.{arch}.s.j2",
    "rust": "host.rs.j2",
    "docs": "host-functions.md.j2",
}
RUST_LINE = 115  # pgrx/rustfmt.toml
MAX_REGISTER_ARGUMENTS = 6  # a stub is one jump: stack arguments would need a frame


def load(path):
    with open(path, "rb") as file:
        functions = tomllib.load(file)["function"]
    seen = set()
    for function in functions:
        name = function["name"]
        if name in seen:
            sys.exit(f"{path}: function '{name}' appears twice")
        seen.add(name)
        if len(function["args"]) > MAX_REGISTER_ARGUMENTS:
            sys.exit(f"{path}: function '{name}' has more than {MAX_REGISTER_ARGUMENTS} arguments")
        for _, kind in function["args"]:
            if kind not in CPP_TYPES or kind in ("void", "never"):
                sys.exit(f"{path}: function '{name}': unknown argument type '{kind}'")
        if function["result"] not in CPP_TYPES:
            sys.exit(f"{path}: function '{name}': unknown result '{function['result']}'")
        function.setdefault("leaf", False)
        function.setdefault("plain", False)
        function["symbol"] = name if function["plain"] else f"plrust_host_{name}"
        function["import"] = f"plrust_import_{name}"
    return functions


def rust_declaration(function):
    """One foreign function, laid out as rustfmt would."""
    result = "" if function["result"] == "void" else f" -> {RUST_TYPES[function['result']]}"
    arguments = [f"{name}: {RUST_TYPES[kind]}" for name, kind in function["args"]]
    head = f"    pub fn plrust_host_{function['name']}("
    line = f"{head}{', '.join(arguments)}){result};"
    if len(line) <= RUST_LINE:
        return line
    return "\n".join([head, *(f"        {argument}," for argument in arguments), f"    ){result};"])


def render(what, arch, functions, templates):
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template(TEMPLATES[what].format(arch=arch))
    return template.render(functions=functions, cpp=CPP_TYPES, rust_declaration=rust_declaration)


def main():
    source = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--what", required=True, choices=sorted(TEMPLATES))
    parser.add_argument("--arch", choices=["x86_64", "aarch64"])
    parser.add_argument("--table", default=source / "confine" / "host_functions.toml", type=pathlib.Path)
    parser.add_argument("--templates", default=source / "confine" / "templates", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("-o", "--output", required=True, type=pathlib.Path)
    options = parser.parse_args()
    if options.what == "support" and options.arch is None:
        parser.error("--what support needs --arch")

    text = render(options.what, options.arch, load(options.table), options.templates)
    if options.check:
        if not options.output.exists() or options.output.read_text() != text:
            sys.exit(f"'{options.output.name}' is not what the table gives; run {pathlib.Path(__file__).name} "
                     f"--what {options.what} -o {options.output.name}")
        return
    options.output.write_text(text)


if __name__ == "__main__":
    main()
