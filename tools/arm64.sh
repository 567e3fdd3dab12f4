# SPDX-License-Identifier: PostgreSQL
# The arm64 server: its packages unpacked in a folder, the extension built for it, its cluster. Sourced after
# environment.sh; locate_stage comes first.
#
# Neither binfmt_misc nor a foreign architecture of dpkg is needed: each program of the server is replaced by a script
# that runs it with QEMU. A program that it starts is one of the host, unless it is such a script: that is how the
# arm64 server compiles functions, with the host's plrust-toolchain.

cluster_name=arm64
. "$root_dir/tools/cluster.sh"

arm64_packages=$root_dir/tools/packages-arm64.txt
arm64_root() { echo "$stage/arm64/root"; }
arm64_apt() { echo "$stage/arm64/apt"; }
arm64_build() { echo "$build_dir/arm64"; }
arm64_bin() { echo "$(arm64_root)/usr/lib/postgresql/15/bin"; }

# What this machine lacks, one sentence; nothing if it has everything.
arm64_lacks() {
  local program
  for program in qemu-aarch64-static aarch64-linux-gnu-g++ apt-get dpkg-deb; do
    command -v "$program" >/dev/null || { echo "there is no $program"; return; }
  done
}

# cannot WHY: ends the script as tools/test expects it of a suite that cannot run here.
cannot() {
  say "$(basename "$0"): $1"
  exit 4
}

# apt of its own for arm64: with the sources and the keys of the system, and nothing else of it.
arm64_apt_get() {
  local apt
  apt=$(arm64_apt)
  mkdir -p "$apt/lists/partial" "$apt/archives/partial"
  : >"$apt/status"
  cat >"$apt/apt.conf" <<CONFIGURATION
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "root";
APT::Update::Post-Invoke-Success "";
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
CONFIGURATION
  (cd "$apt/archives" && APT_CONFIG=$apt/apt.conf apt-get -q "$@")
}

arm64_wanted() { grep -v '^#' "$arm64_packages" | awk '{ print $1 }'; }

download_arm64() {
  arm64_apt_get update || echo 'the package index is not up to date'
  arm64_apt_get download $(arm64_wanted)
}

unpack_arm64() {
  local root=$1 package
  for package in "$(arm64_apt)"/archives/*.deb; do
    dpkg-deb -x "$package" "$root"
  done
}

# The server's programs become scripts. What they run has the same name, in a folder of its own: the name is what a
# look into the memory map of a process shows.
wrap_arm64_programs() {
  local root=$1 final=$2 bin program
  bin=$root/usr/lib/postgresql/15/bin
  mkdir -p "$bin.arm64"
  for program in "$bin"/*; do
    program=${program##*/}
    mv "$bin/$program" "$bin.arm64/$program"
    cat >"$bin/$program" <<SCRIPT
#!/bin/sh
exec $(command -v qemu-aarch64-static) -L '$final' -0 "\$0" '$final/usr/lib/postgresql/15/bin.arm64/$program' "\$@"
SCRIPT
    chmod 755 "$bin/$program"
  done
}

# The root is made under another name and renamed: what is there is complete. It is made anew when the list changes.
fill_arm64_root() {
  local root
  root=$(arm64_root)
  rm -rf "$root" "$root.new" "$(arm64_apt)/archives"
  mkdir -p "$root.new"
  download_arm64 || return
  unpack_arm64 "$root.new" || return
  wrap_arm64_programs "$root.new" "$root" || return
  cp "$arm64_packages" "$root.new/packages.txt"
  mv "$root.new" "$root"
  rm -rf "$(arm64_apt)/archives"
}

make_arm64_root() {
  local lacks
  lacks=$(arm64_lacks)
  [ -z "$lacks" ] || cannot "$lacks"
  create_stage
  if ! cmp -s "$arm64_packages" "$(arm64_root)/packages.txt"; then
    step 'Unpacking arm64 packages' fill_arm64_root || cannot 'the packages of arm64 cannot be had here'
  fi
}

# ---- The extension -------------------------------------------------------------------------------------------
configure_arm64() {
  local root build
  root=$(arm64_root)
  build=$(arm64_build)
  [ ! -f "$build/build.ninja" ] || return 0
  mkdir -p "$build"
  {
    printf "[constants]\nroot = '%s'\n" "$root"
    if command -v ccache >/dev/null; then
      printf "[binaries]\ncpp = ['ccache', 'aarch64-linux-gnu-g++']\n"
    fi
  } >"$build/root.ini"
  # Compiled for each test run from nothing, and not to be measured: little optimization, no debug information.
  meson setup "$build" "$root_dir" -Doptimization=1 -Ddebug=false --cross-file "$root_dir/tools/cross/aarch64-linux-gnu.ini" \
    --cross-file "$build/root.ini" --prefix "$root/usr/local" -Dtoolchain=false \
    -Dpg_config="$(arm64_bin)/pg_config"
}

build_arm64() {
  step 'Configuring for arm64' configure_arm64 || exit
  step 'Compiling for arm64' ninja -C "$(arm64_build)" || exit
  step 'Installing for arm64' meson install -C "$(arm64_build)" --no-rebuild --quiet || exit
  step 'Sysroot of both architectures' "$(toolchain)" build --arch all --sysroot-dir "$(sysroot_dir)" || exit
}

require_arm64() {
  [ -f "$(arm64_root)/packages.txt" ] || die "there is no arm64 server" "tools/arm64 start"
}

# ---- The cluster: tools/cluster.sh with other programs -------------------------------------------------------
pg_bin() { arm64_bin; }
make_tree() { :; }

# LLVM of the server is not unpacked.
extra_settings() { echo 'jit = off'; }
