# SPDX-License-Identifier: PostgreSQL
"""plrust-verify as others start it: exit status, standard input, JSON.

usage: cli_test.py PLRUST-VERIFY PROVED.so REFUSED.so
"""
import hashlib
import json
import pathlib
import subprocess
import sys

PROGRAM, PROVED, REFUSED = sys.argv[1:]


def run(*arguments, data=None):
    return subprocess.run([PROGRAM, *arguments], input=data, capture_output=True, check=False)


def expect(name, condition, result):
    if not condition:
        sys.exit(f"{name}: exit {result.returncode}\n{result.stdout.decode()}\n{result.stderr.decode()}")


def check_json():
    data = pathlib.Path(PROVED).read_bytes()
    result = run("--json", "-", data=data)
    expect("proved from standard input", result.returncode == 0, result)
    verdict = json.loads(result.stdout)
    expect("verdict", verdict["verdict"] == "proved" and verdict["violations"] == [], result)
    expect("sha256", verdict["sha256"] == hashlib.sha256(data).hexdigest(), result)
    expect("size", verdict["size"] == len(data), result)
    expect("imports", verdict["imports"] == ["memset"], result)
    expect("hashes", verdict["hashes"] == [0x12345678], result)
    expect("entry", verdict["entry"] in verdict["entries"], result)
    expect("text", verdict["text"][0] <= verdict["entry"] < verdict["text"][1], result)
    expect("frame", verdict["frame_bytes"] == 8, result)


def check_refusal():
    result = run("--json", REFUSED)
    expect("refused", result.returncode == 1, result)
    violations = json.loads(result.stdout)["violations"]
    expect("one violation", [v["rule"] for v in violations] == ["unconfined-memory"], result)
    expect("instruction", violations[0]["instruction"] == "movq %rdi, (%rax)", result)
    result = run(REFUSED)
    expect("refused as text", result.returncode == 1 and b"unconfined-memory" in result.stdout, result)


def check_usage():
    for arguments in ([], ["--nonsense", PROVED], [PROVED, PROVED], ["/nonexistent/module.so"], ["/"]):
        result = run(*arguments)
        expect(f"usage {arguments}", result.returncode == 2 and b"plrust-verify: error: " in result.stderr, result)
    expect("help", run("--help").returncode == 0, run("--help"))
    expect("empty input", run("-", data=b"").returncode == 1, run("-", data=b""))


check_json()
check_refusal()
check_usage()
