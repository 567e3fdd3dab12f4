// SPDX-License-Identifier: PostgreSQL
// Everything that a build or a compilation needs from the machine, checked before any work. `doctor` shows
// all of it; `build` stops at the first that is missing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "toolchain/child.hpp"
#include "toolchain/command.hpp"
#include "toolchain/discovery.hpp"
#include "toolchain/files.hpp"
#include "toolchain/locations.hpp"

namespace plrust::toolchain {

struct Check {
  enum class State { ok, missing, warning };  // missing: nothing works without it
  std::string name;
  State state;
  std::string found;  // what is there, or what is wrong
  std::string hint;   // what to do about it, or empty
};

std::string_view to_string(Check::State state);

struct Wanted {
  std::optional<std::filesystem::path> rustc;     // --rustc
  std::optional<std::filesystem::path> rust_src;  // --rust-src
  std::filesystem::path sysroot_dir;
};

class Machine {
 public:
  Machine(ChildRunner& runner, const Files& files, const Locations& locations)
      : runner_(&runner), files_(&files), locations_(&locations) {}

  // Never throws for something that is missing: that is a Check.
  std::vector<Check> all(const Wanted& wanted) const;
  // What only `build` needs, without those that find rustc and the std source.
  std::vector<Check> tools(const std::filesystem::path& sysroot_dir) const;

 private:
  Check program(const std::string& name, const std::filesystem::path& path, const std::string& hint) const;
  Check jinja2() const;
  std::vector<Check> rust(const Wanted& wanted) const;

  ChildRunner* runner_;
  const Files* files_;
  const Locations* locations_;
};

Check check_landlock();
Check check_fsgsbase();
// Whether a sysroot can be written to `folder` (or the first parent that exists), and fits.
Check check_writable(const std::filesystem::path& folder);

// Whether nothing is missing.
bool is_complete(const std::vector<Check>& checks);

// As the result of a command: a line each, or with --json {"ok": …, "checks": […]}.
void print_checks(const Invocation& invocation, const std::vector<Check>& checks);

// Throws Error (missing_tool) for the first check that is missing.
void require(const std::vector<Check>& checks);

}  // namespace plrust::toolchain
