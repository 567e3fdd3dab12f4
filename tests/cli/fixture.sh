# SPDX-License-Identifier: PostgreSQL
# For cases: a rustc and a std source in the work folder that exist for the test only.

# The fake compiler, with its own sysroot below $WORK/rust.
make_rustc() {
  mkdir -p rust/bin
  cp "$FIXTURES/fake_rustc" rust/bin/rustc
}

# make_source FOLDER: a std source that is complete as far as discovery looks.
make_source() {
  local part
  for part in core alloc std; do
    mkdir -p "$1/library/$part/src"
    echo "// $part" >"$1/library/$part/src/lib.rs"
  done
  mkdir -p "$1/library/vendor/cfg-if-1.0.4/src"
  echo '// cfg_if' >"$1/library/vendor/cfg-if-1.0.4/src/lib.rs"
}

# make_sysroot FOLDER ID MINUTE: a sysroot without files, of one target, made at 12:MINUTE.
make_sysroot() {
  mkdir -p "$1/$2/lib"
  cat >"$1/$2/manifest.json" <<END
{"format": 1, "id": "$2", "inputs": {}, "files": {},
 "rustc": {"path": "/nonexistent/rustc", "version": "1.96.0", "commit": "$(printf '%040d' 0)", "llvm": "22.1.8"},
 "targets": [{"triple": "x86_64-postgres-linux-gnu", "arch": "x86_64", "rustc_flags": [], "verified": true}]}
END
  touch -d "2026-01-01 12:$3:00 UTC" "$1/$2/manifest.json"
}

# make_psql: answers the first question with databases.json and the second one with sysroots.json, in the current folder.
make_psql() {
  mkdir -p bin
  cat >bin/psql <<'END'
#!/bin/sh
grep -q artifacts && exec cat sysroots.json
exec cat databases.json
END
  chmod +x bin/psql
}
