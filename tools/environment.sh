# SPDX-License-Identifier: PostgreSQL
# Shared by quickstart, cluster, test and check: where things are, progress, packages. To be sourced by bash with
# `set -euo pipefail`. Defines functions and the variables root_dir, build_dir; starts nothing.

root_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
build_dir=${PLRUST_BUILD_DIR:-$root_dir/build}
pg_config=${PG_CONFIG:-pg_config}
# What is built is read by the server, which may be another user's.
umask 022

say() { printf '%s\n' "$*" >&2; }

# die MESSAGE [HINT]
die() {
  say "$(basename "$0"): error: $1"
  if [ $# -gt 1 ]; then say "hint: $2"; fi
  exit 1
}

# ---- Who runs the server -------------------------------------------------------------------------------------
# The server refuses to run as root; then it belongs to the user of the package.
cluster_user() { if [ "$(id -u)" = 0 ]; then echo postgres; else id -un; fi; }

as_cluster_user() {
  if [ "$(id -u)" = 0 ]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}

# Sets `stage`, where everything lies that the server reads: the build folder, unless the server's user cannot reach
# it (a checkout below /root) or its name has a blank (rustc takes the path of the LLVM plugin for several). Then a
# folder of this checkout's own in /var/tmp, which nobody else can have made. To be called in the script's own shell,
# where dying ends it, before anything below.
locate_stage() {
  mkdir -p "$build_dir" || die "there is no build folder" "set PLRUST_BUILD_DIR to a folder of yours"
  stage=$build_dir/stage
  if [[ $stage == *[[:space:]]* ]] ||
    { [ "$(id -u)" = 0 ] && ! as_cluster_user test -x "$build_dir" 2>/dev/null; }; then
    stage=/var/tmp/plrust-$(printf '%s' "$build_dir" | sha256sum | cut -c1-12)
  fi
  if [ -e "$stage" ] || [ -L "$stage" ]; then
    [ -d "$stage" ] && [ ! -L "$stage" ] && [ -O "$stage" ] ||
      die "'$stage' belongs to $(stat -c %U "$stage"), not to $(id -un)" \
        "remove it, or set PLRUST_BUILD_DIR to a folder that $(cluster_user) can reach"
  fi
}

create_stage() {
  locate_stage
  mkdir -m 755 "$stage" 2>/dev/null || true
  [ -d "$stage" ] || die "cannot create '$stage'"
  locate_stage
}

# Where `meson install` puts everything, beside the linked files of PostgreSQL. tree_name is that of another tree.
tree_dir() { echo "$stage/${tree_name:-root}"; }
toolchain() { echo "$(tree_dir)/usr/local/bin/plrust-toolchain"; }
sysroot_dir() { echo "$stage/sysroots"; }

# ---- Progress ------------------------------------------------------------------------------------------------
# step TITLE COMMAND...: runs it, output to a log; says what runs and for how long; shows the log's end on failure.
step() {
  local title=$1 log status=0 begin=$SECONDS shown=0 line
  shift
  mkdir -p "$build_dir/logs"
  log="$build_dir/logs/$(printf '%s' "$title" | tr -c 'A-Za-z0-9' '-').log"
  "$@" >"$log" 2>&1 &
  local pid=$!
  # Ctrl-C reaches the command through the terminal; wait for it to clean up.
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if [ -t 2 ] && [ $((SECONDS - begin)) -ge 1 ]; then
      line=$(tail -c 400 "$log" | tr '\r' '\n' | grep -v '^$' | tail -n 1 | cut -c1-60 || true)
      printf '\r\033[K%s: %d s  %s' "$title" $((SECONDS - begin)) "$line" >&2
    elif [ ! -t 2 ] && [ $((SECONDS - begin)) -ge $((shown == 0 ? 2 : shown + 15)) ]; then
      shown=$((SECONDS - begin))
      say "$title: $shown s …"
    fi
  done
  wait "$pid" || status=$?
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
  if [ "$status" -ne 0 ]; then
    say "$title: failed after $((SECONDS - begin)) s; the end of $log:"
    tail -n 40 "$log" >&2
    return "$status"
  fi
  say "$title: $((SECONDS - begin)) s"
}

# ---- Packages ------------------------------------------------------------------------------------------------
# missing_packages PURPOSE...: those of packages.txt that are not installed, one a line.
missing_packages() {
  local purpose package _
  while read -r purpose package _; do
    case " $* " in *" $purpose "*) ;; *) continue ;; esac
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done < <(grep -v '^#' "$root_dir/tools/packages.txt")
}

# install_by_hand PACKAGE...: the command for it.
install_by_hand() { echo "as root: apt-get update && apt-get install --no-install-recommends $*"; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() {
  # sudo asks for the password here, where the question is seen. Root need not be able to read the checkout.
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "installing packages needs root, and there is no sudo" "$(install_by_hand "$@")"
    sudo true || die "installing packages needs root" "$(install_by_hand "$@")"
  fi
  step 'Packages' as_root bash -c "$(<"$root_dir/tools/install_packages")" install_packages "$@" ||
    die "packages could not be installed" "they are those of Debian 12 with its updates and security updates; then try again"
}

# require_packages INSTALL PURPOSE...: INSTALL is yes or no; with no, what is missing ends the script (exit 3).
require_packages() {
  local install=$1 missing=()
  shift
  command -v dpkg-query >/dev/null || { say "not Debian: packages are not checked"; return; }
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$install" = no ]; then
    say "missing packages: ${missing[*]}"
    say "hint: $(install_by_hand "${missing[@]}")"
    exit 3
  fi
  say "installing packages: ${missing[*]}"
  install_packages "${missing[@]}"
}

# ---- Build ---------------------------------------------------------------------------------------------------
configure_build() {
  local strict=false
  if [ "${CI:-}" = true ]; then strict=true; fi
  [ -f "$build_dir/build.ninja" ] || meson setup "$build_dir" "$root_dir" -Dwerror="$strict" -Dpg_config="$pg_config"
}

install_build() {
  local tree=$1
  DESTDIR=$tree meson install -C "$build_dir" --no-rebuild --quiet
}

# The names that ninja has for what is installed, one a line; unit tests are a third of everything.
installed_targets() {
  meson introspect --targets "$build_dir" | python3 -c '
import json, os, sys
build = os.path.realpath(sys.argv[1])
for target in json.load(sys.stdin):
    if target["installed"]:
        print("\n".join(os.path.relpath(os.path.realpath(name), build) for name in target["filename"]))
' "$build_dir"
}

compile_installed() {
  local targets
  # The list follows changes of meson.build only after this.
  ninja -C "$build_dir" build.ninja || return
  mapfile -t targets < <(installed_targets)
  [ ${#targets[@]} -gt 0 ] || { echo "meson names no target"; return 1; }
  ninja -C "$build_dir" "${targets[@]}"
}

# Everything that the server needs: compiled, installed into the private tree, sysroot built, for this machine's
# architecture or for sysroot_arch.
build_everything() {
  create_stage
  step 'Configuring' configure_build || exit
  step 'Compiling' compile_installed || exit
  step 'Installing into the private tree' install_build "$(tree_dir)" || exit
  step 'Sysroot' "$(toolchain)" build --arch "${sysroot_arch:-$(uname -m)}" --sysroot-dir "$(sysroot_dir)" || exit
}
