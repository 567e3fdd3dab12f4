#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""Tests of generate_tables.py."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import generate_tables  # noqa: E402

ERRCODES = """# comment
Section: Class 22 - Data Exception

22000    E    ERRCODE_DATA_EXCEPTION                                         data_exception
2202E    E    ERRCODE_ARRAY_ELEMENT_ERROR
2202E    E    ERRCODE_ARRAY_SUBSCRIPT_ERROR                                  array_subscript_error
"""
TYPES = "#define CASHOID MONEYOID\n#define TEXTOID 25\n#define BOOLOID 16\n#define TYPTYPE_BASE 'b'\n"


class Tables(unittest.TestCase):
    def read(self, reader, text):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "list"
            path.write_text(text)
            return reader(path)

    def test_a_second_name_of_a_sqlstate_is_an_alias(self):
        variants, aliases = generate_tables.split_aliases(self.read(generate_tables.read_conditions, ERRCODES))
        self.assertEqual([v["sqlstate"] for v in variants], ["22000", "2202E", "25P04"])
        self.assertEqual(aliases, [{"name": "ERRCODE_ARRAY_SUBSCRIPT_ERROR", "target": "ERRCODE_ARRAY_ELEMENT_ERROR"}])

    def test_sqlstates_are_encoded_as_postgresql_does(self):
        self.assertEqual(generate_tables.encode("22012"), 33816706)
        self.assertEqual(generate_tables.encode("XX000"), 2600)

    def test_types_are_sorted_by_number_and_aliases_left_out(self):
        self.assertEqual(self.read(generate_tables.read_types, TYPES),
                         [{"name": "BOOLOID", "oid": 16}, {"name": "TEXTOID", "oid": 25}])

    def test_arrays_know_their_elements(self):
        names = ["INT2OID", "INT2VECTOROID", "TSVECTOROID", "INT2ARRAYOID", "ANYOID", "ANYARRAYOID", "TSOID"]
        self.assertEqual(generate_tables.find_arrays([{"name": name} for name in names]),
                         [{"name": "INT2VECTOROID", "element": "INT2OID"},
                          {"name": "INT2ARRAYOID", "element": "INT2OID"}])


unittest.main()
