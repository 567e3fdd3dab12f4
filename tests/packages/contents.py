# SPDX-License-Identifier: PostgreSQL
"""What every package must have, in whatever format it came: a folder with its files."""
import hashlib
import json
import re

from packager import expect, sha256


def check(root, prefix, answer, manifest):
    below = root / prefix
    sysroot = below / "lib/plrust/sysroots" / answer["sysroot"]
    expect(sysroot.is_dir(), "there is no", sysroot)
    own = json.loads((sysroot / "manifest.json").read_text())
    expect(own["id"] == manifest["id"] and own["inputs"] == manifest["inputs"], "the manifest is another one")
    for name, digest in own["files"].items():
        expect(sha256((sysroot / name).read_bytes()) == digest, name, "is not what the manifest says")
    documents = below / "share/doc" / answer["package"]
    check_copyright((documents / "copyright").read_text())
    check_sbom(json.loads((documents / "sbom.spdx.json").read_text()), own, root, answer)
    for path in [root, *root.rglob("*")]:
        expect(not path.is_symlink(), path, "is a link")
        if path.is_file() and "DEBIAN" not in path.parts:
            expect(path.stat().st_mode & 0o777 == 0o644, path, "has another mode")


def check_copyright(text):
    for part in ["hashbrown 0.", "PostgreSQL", "Permission is hereby granted", "Apache License", "LLVM Exceptions",
                 "UNICODE LICENSE V3", "The Rust Project Contributors"]:
        expect(part in text, "copyright does not have", part)


def check_sbom(sbom, manifest, root, answer):
    expect(sbom["spdxVersion"] == "SPDX-2.3" and sbom["dataLicense"] == "CC0-1.0", "it is not SPDX 2.3")
    rows = {row["name"]: row for row in sbom["packages"]}
    for name in [answer["package"], "core", "alloc", "std", "hashbrown", "compiler_builtins", "pgrx", "rustc"]:
        expect(name in rows, "the SBOM does not have", name)
    for row in rows.values():
        expect(row["licenseDeclared"] not in ("", "NOASSERTION") and row["versionInfo"], row["name"], "has no licence")
    expect(rows["hashbrown"]["externalRefs"][0]["referenceLocator"].startswith("pkg:cargo/hashbrown@"), "no purl")
    ids = {row["SPDXID"] for row in [*sbom["packages"], *sbom["files"]]} | {"SPDXRef-DOCUMENT"}
    expect(len(ids) == len(sbom["packages"]) + len(sbom["files"]) + 1, "an SPDXID occurs twice")
    expect(all(re.fullmatch(r"SPDXRef-[a-zA-Z0-9.-]+", one) for one in ids), "an SPDXID is malformed")
    for row in sbom["relationships"]:
        expect(row["spdxElementId"] in ids and row["relatedSpdxElement"] in ids, "a relationship leads nowhere:", row)
    listed = {row["fileName"]: {sum_["algorithm"]: sum_["checksumValue"] for sum_ in row["checksums"]}
              for row in sbom["files"]}
    expect(len(listed) == len(manifest["files"]), "the SBOM and the manifest differ")
    for name, sums in listed.items():
        data = (root / name).read_bytes()
        expect(sums["SHA256"] == sha256(data) and sums["SHA1"] == hashlib.sha1(data).hexdigest(), name, "has another hash")
