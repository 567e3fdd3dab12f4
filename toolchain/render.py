#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""render.py TEMPLATE_DIR TEMPLATE: renders a template with the JSON object on standard input.

All decisions are made by the caller; a name that it did not give is an error.
"""

import json
import sys

import jinja2


def main():
    templates, name = sys.argv[1:]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    sys.stdout.write(environment.get_template(name).render(json.load(sys.stdin)))


if __name__ == "__main__":
    main()
