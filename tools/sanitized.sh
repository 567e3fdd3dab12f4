# SPDX-License-Identifier: PostgreSQL
# A server whose plrust.so is built with AddressSanitizer and UndefinedBehaviorSanitizer, for the suite of that name.
# Sourced by tools/test, after cluster.sh. The server itself is not instrumented: what is seen are reads and writes of
# the extension, copies by functions of the C library, and the borders of what malloc gave. So a block of palloc has
# borders, and a large chunk, which is a block of its own; small chunks within a block have none.

sanitized_build=$build_dir/sanitized-server
# Each ends the backend too, so that no test can pass over it.
findings='ERROR: AddressSanitizer|[ch]pp:[0-9]+:[0-9]+: runtime error: |was terminated by signal'

# Puts it into the tree at hand.
build_sanitized() {
  [ -f "$sanitized_build/build.ninja" ] ||
    meson setup "$sanitized_build" "$root_dir" -Dpg_config="$pg_config" -Dhandler=enabled -Dbuildtype=debug \
      -Doptimization=1 -Ddebug=false -Db_sanitize=address,undefined -Db_lundef=false \
      -Dcpp_args='-g1 -D_GLIBCXX_ASSERTIONS -fno-sanitize-recover=undefined' || return
  ninja -C "$sanitized_build" handler/plrust.so tests/sanitized/no_translations.so &&
    install -m 755 "$sanitized_build/handler/plrust.so" "$(tree_dir)$("$pg_config" --pkglibdir)/plrust.so" &&
    install -m 755 "$sanitized_build/tests/sanitized/no_translations.so" "$(tree_dir)/no_translations.so"
}

# The file of libNAME.so that plrust.so is linked with.
runtime_library() { readlink -f "$(g++ -print-file-name="lib$1.so")"; }

# Variables for the server's start. The library of ASan comes first, since the server does not know of it, and that of
# C++ is there when it looks for __cxa_throw. Faults and the signal stack are the handler's, as everywhere. What is left
# when a backend ends is no leak: the server frees contexts as a whole. New memory is filled, because the server's own
# is so rarely zero. A refused allocation is an error of the function's, not the end.
sanitizer_environment() {
  local options=(
    abort_on_error=1 detect_leaks=0 use_sigaltstack=0 handle_segv=0 handle_sigbus=0 handle_sigfpe=0 handle_sigill=0
    allocator_may_return_null=1 strict_string_checks=1 max_malloc_fill_size=1048576 malloc_context_size=8
    quarantine_size_mb=32
  )
  server_environment=(
    "LD_PRELOAD=$(runtime_library asan) $(tree_dir)/no_translations.so $(runtime_library stdc++)"
    "ASAN_OPTIONS=$(IFS=: && echo "${options[*]}")"
    "UBSAN_OPTIONS=abort_on_error=1:print_stacktrace=1"
  )
}

# Without this, a server that notices nothing would pass.
require_instrumented() {
  local server
  server=$(as_cluster_user head -n 1 "$(cluster_data)/postmaster.pid")
  as_cluster_user grep -q '/libasan[.]so' "/proc/$server/maps" || die "the server runs without libasan"
  nm -D "$(tree_dir)$("$pg_config" --pkglibdir)/plrust.so" | grep __asan_report >/dev/null ||
    die "plrust.so is not instrumented"
}

# What the server's log says of findings, as a runner would.
check_findings() {
  local found
  found=$(as_cluster_user grep -cE "$findings" "$PLRUST_SERVER_LOG" || true)
  [ "$found" = 0 ] || as_cluster_user grep -E -A 14 "$findings" "$PLRUST_SERVER_LOG" | head -n 200
  echo "$((found == 0)) passed, $found failed"
  [ "$found" = 0 ]
}

sanitized_tests() {
  local log=$build_dir/logs/sanitized-tests.log status=0 part
  : >"$log"
  for part in regress docs/run attack/run 'fuzz/run --seeds 20000'; do
    # shellcheck disable=SC2086
    "$root_dir/tests/"$part 2>&1 | tee -a "$log" || status=1
  done
  check_findings 2>&1 | tee -a "$log" || status=1
  sum_of 5 "$log"
  return "$status"
}

# A cluster of its own, and a tree in which only plrust.so differs from the usual one. In a subshell for both's sake.
sanitized_server() (
  cluster_name=sanitized
  tree_name=sanitized
  sysroot_arch=$(uname -m)
  build_everything
  step 'Compiling with sanitizers' build_sanitized || exit
  sanitizer_environment
  remove_cluster
  start_cluster
  trap 'stop_cluster' EXIT
  require_instrumented
  with_cluster sanitized_tests
)
