# SPDX-License-Identifier: PostgreSQL
# Private clusters: a copy of the server's programs beside links to its files, so that the extension can be
# installed there and nothing of the system is touched. Sourced after environment.sh; locate_stage comes first.
#
# PostgreSQL finds its share and lib folders relative to the running program, which is why the programs are copies
# and everything else may be links.

cluster_name=${cluster_name:-quickstart}
# What the server starts with, NAME=VALUE each, beside the environment at hand.
server_environment=()
cluster_dir() { echo "$stage/clusters/$cluster_name"; }
cluster_data() { echo "$(cluster_dir)/data"; }
cluster_log() { echo "$(cluster_dir)/server.log"; }

# A socket's path must fit into 107 bytes, and a comma separates hosts; folders of checkouts know neither.
cluster_socket_dir() {
  local dir
  dir=$(cluster_dir)/socket
  if [ "${#dir}" -gt 85 ] || [[ $dir == *,* ]]; then
    dir=/var/tmp/plrust-socket-$(printf '%s' "$dir" | sha256sum | cut -c1-12)
  fi
  echo "$dir"
}

pg_bin() { echo "$(tree_dir)$("$pg_config" --bindir)"; }

link_missing() {
  local from=$1 to=$2 file
  mkdir -p "$to"
  for file in "$from"/*; do
    [ -e "$to/${file##*/}" ] || ln -sfn "$file" "$to/${file##*/}"
  done
}

make_tree() {
  local tree bin lib share program
  tree=$(tree_dir)
  bin=$("$pg_config" --bindir)
  lib=$("$pg_config" --pkglibdir)
  share=$("$pg_config" --sharedir)
  mkdir -p "$tree$bin"
  for program in "$bin"/*; do
    # The server of an updated package must not run with the old programs.
    [ "$tree$bin/${program##*/}" -nt "$program" ] || cp -L "$program" "$tree$bin/${program##*/}"
  done
  link_missing "$share/extension" "$tree$share/extension"
  link_missing "$share" "$tree$share"
  [ "$lib" = "$bin" ] || link_missing "$lib" "$tree$lib"
}

owned_dir() {
  local owner
  owner=$(cluster_user)
  if ! mkdir -m 700 "$1" 2>/dev/null; then
    [ -d "$1" ] && [ ! -L "$1" ] || die "'$1' is in the way"
    case $(stat -c %U "$1") in "$owner" | "$(id -un)") ;; *) die "'$1' belongs to somebody else" ;; esac
  fi
  [ "$(id -u)" != 0 ] || chown "$owner" "$1"
}

# A string of postgresql.conf.
setting() { printf "'%s'" "${1//\'/\'\'}"; }

# More lines for it, of a cluster of another kind.
extra_settings() { :; }

write_settings() {
  as_cluster_user tee "$(cluster_data)/plrust.conf" >/dev/null <<SETTINGS
# Written by tools/cluster at every start.
listen_addresses = ''
unix_socket_directories = $(setting "\"$(cluster_socket_dir)\"")
max_connections = 60
fsync = off
log_line_prefix = '%m [%p] '
plrust.toolchain = $(setting "$(toolchain)")
plrust.sysroot_dir = $(setting "$(sysroot_dir)")
$(extra_settings)
SETTINGS
}

create_cluster() {
  mkdir -p "$stage/clusters"
  owned_dir "$(cluster_dir)"
  ! cluster_exists || return 0
  as_cluster_user "$(pg_bin)/initdb" -D "$(cluster_data)" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync
  echo "include 'plrust.conf'" | as_cluster_user tee -a "$(cluster_data)/postgresql.conf" >/dev/null
}

cluster_exists() { [ -f "$(cluster_data)/PG_VERSION" ]; }
cluster_running() { cluster_exists && as_cluster_user "$(pg_bin)/pg_ctl" -D "$(cluster_data)" status >/dev/null 2>&1; }

launch_cluster() {
  owned_dir "$(cluster_socket_dir)"
  write_settings
  as_cluster_user env "${server_environment[@]}" "$(pg_bin)/pg_ctl" -D "$(cluster_data)" -l "$(cluster_log)" -s -W start
  # pg_ctl -w has been seen to return before the socket was there.
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    "$(pg_bin)/pg_isready" -q -U postgres -d postgres -h "$(cluster_socket_dir)" && return 0
    # It has a second to write its pid; a server that is gone again will not answer later either.
    [ "$tries" -lt 10 ] || cluster_running || break
    sleep 0.1
  done
  say "the server does not answer; the end of $(cluster_log):"
  as_cluster_user tail -n 30 "$(cluster_log)" >&2
  return 1
}

start_cluster() {
  make_tree
  cluster_exists || step 'Creating the cluster' create_cluster || exit
  cluster_running || step 'Starting the server' launch_cluster || exit
}

stop_cluster() {
  cluster_running || return 0
  as_cluster_user "$(pg_bin)/pg_ctl" -D "$(cluster_data)" -s -m fast stop
}

remove_cluster() {
  stop_cluster
  rm -rf "$(cluster_dir)" "$(cluster_socket_dir)"
}

# What the command at hand cannot do without.
require_build() {
  command -v "$pg_config" >/dev/null && [ -x "$(toolchain)" ] || die "nothing is built" "tools/quickstart builds it"
}
require_running() { cluster_running || die "no cluster is running" "tools/quickstart, or tools/cluster start"; }

# Variables that lead any client to the cluster.
cluster_environment() {
  printf 'export PGHOST=%q PGPORT=5432 PGUSER=postgres PGDATABASE=%q\n' "$(cluster_socket_dir)" "${1:-plrust}"
}
