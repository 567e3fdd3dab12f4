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
