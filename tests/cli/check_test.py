#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""check_test.py EXECUTABLE BUILD: 'plrust-toolchain check' with a real sysroot.

Without a sysroot (tools/quickstart builds one) nothing can be compiled: the test is skipped (status 77).
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

SKIPPED = 77

SCRIPT = """\\set ON_ERROR_STOP on
COPY t FROM stdin;
CREATE FUNCTION no() RETURNS int LANGUAGE plrust AS $$ nonsense $$;
\\.
CREATE TYPE mood AS ENUM ('sad', 'very happy');
CREATE FUNCTION good(m mood, VARIADIC parts int[]) RETURNS TABLE (n int, m mood) STRICT AS $body$
    Ok(Some(TableIterator::new(parts.iter().map(move |n| (n, Some(m))).collect::<Vec<_>>())))
$body$ LANGUAGE plrust;
CREATE FUNCTION reads(path text) RETURNS text STRICT LANGUAGE plrust AS $$
    Ok(Some(std::fs::read_to_string(path)?))
$$;
CREATE FUNCTION quoted(n int) RETURNS int STRICT LANGUAGE plrust AS E'
    let s = "\u00e4\\t\\'";
    Ok(Some(s))';
DO LANGUAGE plrust $$
    include_str!("/etc/passwd");
    Ok(None)
$$;
CREATE FUNCTION far(g geometry) RETURNS int LANGUAGE plrust AS 'Ok(None)';
"""

# (rule, level, line, column, end column)
EXPECTED = [
    ("policy", "error", 10, 13, 36),
    ("E0308", "error", 14, 13, 14),
    ("source", "error", 16, 5, 33),
    ("server", "note", 19, 1, None),
]


def newest_sysroot(build):
    found = [folder for folder in (*build.glob("stage/sysroots/[0-9]*"), *build.glob("sysroots/[0-9]*"))
             if (folder / "manifest.json").exists()]
    return max(found, key=lambda folder: (folder / "manifest.json").stat().st_mtime, default=None)


class Check:
    def __init__(self, executable, sysroot, work):
        self.command = [executable, "check", "--sysroot", str(sysroot)]
        self.work = work

    def run(self, *words):
        return subprocess.run([*self.command, *words], cwd=self.work, capture_output=True, text=True, check=False)


def check_places(check):
    result = check.run("--json", "a file.sql")
    assert result.returncode == 1, result
    report = json.loads(result.stdout)
    found = [(row["rule"], row["level"], row["line"], row["column"], row["end_column"]) for row in report["findings"]]
    wanted = [row if row[4] is not None else (*row[:4], found[n][4]) for n, row in enumerate(EXPECTED)]
    assert found == wanted, f"{found}\n{wanted}"
    outcomes = [(row["name"], row["outcome"]) for row in report["functions"]]
    assert outcomes == [("good(mood, int4[])", "ready"), ("reads(text)", "failed"), ("quoted(int4)", "failed"),
                        ("DO", "failed"), ("far(geometry)", "skipped")], outcomes
    policy = report["findings"][0]
    assert policy["message"] == "'std::fs::read_to_string' is not available in PL/Rust", policy
    assert policy["instead"] == "pass the data as an argument or read it with SQL", policy


def check_text(check):
    text = check.run("a file.sql").stdout
    assert re.search(r"^a file\.sql:10:13: error\[policy\]: .*\n +\|\n10 \| .*\n +\| {13}\^{23}\n", text, re.MULTILINE), text
    assert text.endswith("1 file, 5 functions: 1 ready, 3 failed, 1 skipped\n"), text
    assert "passwd:" not in text and "root:" not in text, "a file was read"


def require(value, keys):
    for key, kind in keys.items():
        assert isinstance(value.get(key), kind), f"{key} of {value}"


def check_sarif(check):
    """What the schema of SARIF 2.1.0 requires of each object that is there, and the ranges of its numbers."""
    log = json.loads(check.run("--sarif", "a file.sql").stdout)
    require(log, {"version": str, "runs": list, "$schema": str})
    assert log["version"] == "2.1.0"
    for run in log["runs"]:
        require(run, {"tool": dict, "results": list})
        assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        driver = run["tool"]["driver"]
        require(driver, {"name": str, "rules": list})
        for rule in driver["rules"]:
            require(rule, {"id": str})
            require(rule["shortDescription"], {"text": str})
        assert len(run["results"]) == len(EXPECTED)
        for result in run["results"]:
            require(result, {"message": dict, "ruleId": str, "ruleIndex": int, "locations": list})
            assert result["level"] in ("none", "note", "warning", "error")
            assert result["message"]["text"]
            assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            place = result["locations"][0]["physicalLocation"]
            assert place["artifactLocation"]["uri"] == "a%20file.sql"
            region = place["region"]
            assert all(region[key] >= 1 for key in ("startLine", "startColumn", "endLine", "endColumn")), region
            assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


def check_rust(check):
    (check.work / "f.rs").write_text("// signature: fn f(a: i64) -> i64\nOk(Some(a / 2))\n")
    result = check.run("f.rs")
    assert (result.returncode, result.stdout) == (0, "1 file, 1 function: 1 ready\n"), result
    (check.work / "f.rs").write_text("Ok(Some(a.len()))\n")
    result = check.run("--signature", "fn f(a: &str) -> i64", "f.rs")
    assert result.returncode == 1 and result.stdout.startswith("f.rs:1:9: error[E0308]"), result


def main():
    executable, build = (str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve())
    sysroot = newest_sysroot(build)
    if sysroot is None:
        print("skipped: there is no sysroot; tools/quickstart builds one")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory() as work:
        check = Check(executable, sysroot, pathlib.Path(work))
        (check.work / "a file.sql").write_text(SCRIPT)
        for part in (check_places, check_text, check_sarif, check_rust):
            part(check)


if __name__ == "__main__":
    main()
