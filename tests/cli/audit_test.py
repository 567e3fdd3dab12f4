#!/usr/bin/env python3
# SPDX-License-Identifier: PostgreSQL
"""audit_test.py EXECUTABLE BUILD [--page]: 'plrust-toolchain audit' of the real std, and its page in a browser.

Without a sysroot or rustdoc there is nothing to audit, and without chromium nothing to show the page with: the test is
skipped then (status 77). With --page the page is looked at; without, the lists.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

from check_test import SKIPPED, newest_sysroot


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def audited(executable, sysroot, page):
    return subprocess.run([executable, "audit", "--json", "--html", str(page), "--sysroot", str(sysroot)],
                          capture_output=True, text=True, check=False)


def check_against(executable, result, folder):
    """The real list, without some items and with another decision, and the page of that."""
    saved = folder / "saved.json"
    saved.write_text(result.stdout)
    before = json.loads(result.stdout)
    before["version"] = "1.0.0"
    before["items"] = [row for row in before["items"] if not row["path"].startswith("std::vec::Vec::push")]
    for row in before["items"]:
        if row["path"] == "std::str::Chars" and row["kind"] == "struct":
            row["decision"] = "denied"
        if row["path"] == "std::option::Option::map" and row["kind"] == "method":
            assert len(row["signature"]) == 16, row
            row["signature"] = "0" * 16
    older = folder / "older.json"
    older.write_text(json.dumps(before))
    page = folder / "against.html"
    shown = subprocess.run([executable, "audit", str(saved), "--against", str(older), "--html", str(page)],
                           capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert any(line.startswith("added: std::vec::Vec::push (method): allowed: ") for line in lines), lines[:20]
    assert any(line.startswith("changed: std::str::Chars (struct): allowed (was denied): ") for line in lines), lines[:20]
    assert any("std::option::Option::map (method): allowed (another signature)" in line for line in lines), lines[:20]
    assert lines[-2].startswith("against std 1.0.0: ") and lines[-2].endswith(" 0 removed, 2 changed"), lines[-2:]
    return page, len(lines) - 2


def look_at_changes(browser, page, changes):
    browser.call("/url", {"url": page.as_uri()})
    assert "against std 1.0.0" in browser.script("return document.getElementById('against').textContent")
    browser.script("document.querySelector('input[name=changes]').click();")
    count, rows = browser.script(SEARCH % "''")
    assert count == f"{changes} items" and len(rows) == changes, count
    assert any(row[0] == "std::str::Charschanged: was denied" for row in rows), rows


def check_lists(result, page):
    report = json.loads(result.stdout)
    assert result.returncode == 0, (report["problems"], [row for row in report["items"] if row["decision"] == "unreviewed"])
    assert report["unreviewed"] == 0 and not report["problems"]
    decisions = {(row["path"], row["kind"]): row for row in report["items"]}
    assert len(decisions) == len(report["items"]) > 30000
    for path, kind, decision in [("std::vec::Vec::push", "method", "allowed"), ("std::fs::read", "function", "denied"),
                                 ("std::thread::spawn", "function", "denied"), ("std::str::Chars", "struct", "allowed"),
                                 ("std::path::Path::exists", "method", "denied"), ("std::println", "macro", "denied"),
                                 ("std::collections::HashMap", "struct", "allowed"),
                                 ("std::option::Option::Some", "variant", "allowed"),
                                 ("std::iter::Iterator::next_chunk", "trait item", "denied")]:
        assert decisions[path, kind]["decision"] == decision, decisions[path, kind]
    assert "cannot use files" in decisions["std::fs::read", "function"]["reason"]
    text = page.read_text()
    assert "http://" not in text and "https://" not in text, "the page refers to something outside"


class Browser:
    """As much of WebDriver as this takes."""

    def __init__(self, driver, chromium):
        self.driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, text=True)
        port = next(line.split()[-1].rstrip(".") for line in self.driver.stdout if "successfully on port" in line)
        self.url = f"http://127.0.0.1:{port}/session"
        options = {"binary": chromium, "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}
        made = self.call("", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.url += "/" + made["sessionId"]

    def call(self, path, body):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def script(self, text):
        return self.call("/execute/sync", {"script": text, "args": []})

    def prefer(self, scheme):
        self.call("/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]}})

    def close(self):
        try:
            urllib.request.urlopen(urllib.request.Request(self.url, method="DELETE"), timeout=30).close()
        finally:
            self.driver.terminate()
            self.driver.wait(30)


SEARCH = """
const field = document.getElementById('search');
field.value = %s;
field.dispatchEvent(new Event('input'));
return [document.getElementById('count').textContent,
        [...document.querySelectorAll('#rows tr')].map(row => [...row.children].map(cell => cell.textContent))];
"""
COLOURS = "const s = getComputedStyle(document.body); return [s.color, s.backgroundColor];"


def brightness(colour):
    return sum(int(part) for part in colour[colour.index("(") + 1:].rstrip(")").split(",")[:3])


def check_page(browser, page, items):
    browser.call("/url", {"url": page.as_uri()})
    assert f" {items} items" in browser.script("return document.getElementById('summary').textContent")
    count, rows = browser.script(SEARCH % "''")
    assert count == f"{items} items, the first 300 shown" and len(rows) == 300, count
    count, rows = browser.script(SEARCH % "'std::fs::read_to_string'")
    assert count == "1 items" and rows[0][:3] == ["std::fs::read_to_string", "function", "denied"], rows
    count, rows = browser.script(SEARCH % "'cannot SLEEP'")
    assert {row[0] for row in rows} == {"std::thread::sleep", "std::thread::sleep_ms"}, rows
    browser.script("document.querySelector('input[name=\"1\"]').click();")
    count, rows = browser.script(SEARCH % "'std::fs'")
    assert all(row[2] == "allowed" for row in rows), "the box hides nothing"
    for scheme, is_dark in (("light", False), ("dark", True)):
        browser.prefer(scheme)
        text, ground = map(brightness, browser.script(COLOURS))
        assert (ground < text) == is_dark and abs(ground - text) > 400, (scheme, text, ground)
    loaded = browser.script("return performance.getEntriesByType('resource').map(one => one.name)")
    assert not [name for name in loaded if not name.startswith("data:")], loaded
    log = browser.call("/se/log", {"type": "browser"})
    assert not log, log


def look_at(page, items, against, changes):
    browser = Browser(shutil.which("chromedriver"), shutil.which("chromium"))
    try:
        check_page(browser, page, items)
        look_at_changes(browser, against, changes)
    finally:
        browser.close()


def main():
    executable, build = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    sysroot = newest_sysroot(build)
    if sysroot is None:
        skip("there is no sysroot; tools/quickstart builds one")
    if "--page" in sys.argv and not (shutil.which("chromedriver") and shutil.which("chromium")):
        skip("the page needs a browser; install chromium and chromium-driver")
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "audit.html"
        begin = time.monotonic()
        result = audited(executable, sysroot, page)
        if result.returncode == 3:
            skip(result.stderr.strip())
        print(f"{time.monotonic() - begin:.0f} s")
        assert result.stdout, result.stderr
        against, changes = check_against(executable, result, pathlib.Path(folder))
        if "--page" in sys.argv:
            look_at(page, len(json.loads(result.stdout)["items"]), against, changes)
        else:
            check_lists(result, page)


if __name__ == "__main__":
    main()
