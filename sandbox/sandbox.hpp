// SPDX-License-Identifier: PostgreSQL
// The compile wall. A process that will look at hostile source locks itself up first; nothing it does
// afterwards, and nothing that it starts, can read, write or reach anything but what its Policy names.
// sandbox/README.md says which kernel mechanism holds which promise.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plrust::sandbox {

struct Limits {
  std::uint64_t cpu_seconds = 60;
  std::uint64_t address_space_bytes = std::uint64_t{4} << 30;
  std::uint64_t file_bytes = std::uint64_t{256} << 20;
  std::uint64_t open_files = 256;
  // Processes and threads beyond what the user has running when enter() is called. The kernel counts them per
  // user, so this bounds damage to the machine; that a compiler cannot start processes at all is spawn()'s
  // doing.
  std::uint64_t processes = 128;
};

struct ReadOnlyPath {
  std::filesystem::path path;  // a file, or a directory and everything below it
  bool execute = false;
};

struct Policy {
  std::vector<ReadOnlyPath> read_only;
  // The one directory in which files can be made, written and removed. No programs run from it and no
  // devices, sockets, pipes or symbolic links can be made in it. Empty: nothing can be written.
  std::filesystem::path writable_dir;
  // Open descriptors that stay open, besides 0, 1 and 2. What they refer to stays usable as it is.
  std::vector<int> kept_descriptors;
  Limits limits;
  // false: a kernel without Landlock is accepted; then the file system is protected by file permissions
  // alone.
  bool require_landlock = true;
};

// Locks the calling process up, for good. Call it with one thread running, before the first hostile byte is
// read. Throws plrust::Error when a mechanism is missing or a path of the policy does not exist; the process
// is then in an unspecified state between free and locked up and should exit. Changes umask to 077 and the
// working directory to writable_dir (if given). Making a process group, so that everything can be killed at
// once, is the caller's part; nothing inside can leave the group.
void enter(const Policy& policy);

// Replaces the environment by TMPDIR and HOME (both temporary_dir), LC_ALL=C and PATH naming nothing.
void clean_environment(const std::filesystem::path& temporary_dir);

// The calling process is killed when its parent dies. `parent` is the parent's pid as the parent knew it
// (throws if it is gone already). The setting survives exec, but children do not inherit it; spawn() sets it
// for them.
void die_with_parent(pid_t parent);

// What rustc and the linker need to run: themselves, the shared libraries that they load (found the way the
// dynamic linker finds them, without running them), the sysroot, and a few devices. Throws when one of them
// is missing.
std::vector<ReadOnlyPath> default_read_only_paths(const std::filesystem::path& rustc,
                                                  const std::filesystem::path& linker,
                                                  const std::filesystem::path& sysroot);

struct Child {
  std::vector<std::string> arguments;    // arguments[0]: absolute path of the program
  std::vector<std::string> environment;  // NAME=value
  int standard_input = -1;               // descriptors that become 0, 1, 2; -1: inherited
  int standard_output = -1;
  int standard_error = -1;
  std::string directory;  // where it starts; empty: here
  // For programs whose work it is to start others, such as cargo. What bounds them is enter() alone.
  bool may_start_processes = false;
};

// Starts a program that dies with the caller and, unless it may, can start no other process (threads yes) nor
// install a further filter. Inside or outside enter(). Returns its pid, to be waited for; throws when it
// cannot be executed.
pid_t spawn(const Child& child);

// The Landlock version of this kernel; 0: none.
int landlock_abi() noexcept;

}  // namespace plrust::sandbox
