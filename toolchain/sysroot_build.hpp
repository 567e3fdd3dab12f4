// SPDX-License-Identifier: PostgreSQL
// From rustc, std source, patches and our crates to an installed, confined sysroot.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <ostream>
#include <string>

#include "toolchain/child.hpp"
#include "toolchain/discovery.hpp"
#include "toolchain/locations.hpp"
#include "toolchain/manifest.hpp"
#include "toolchain/sysroot_store.hpp"
#include "toolchain/target_spec.hpp"

namespace plrust::toolchain {

// Everything that decides what a sysroot is, by name: contents as SHA-256, and what rustc says it is. The
// same in any folder; the sysroot's id is made from it.
std::map<std::string, std::string> sysroot_inputs(const Compiler& compiler, const StdSource& source,
                                                  const Locations& locations);

// One target's build folder. It is kept: a later build with other inputs runs only what depends on them.
class SysrootBuild {
 public:
  struct Setting {
    const Compiler& compiler;
    const StdSource& source;
    const Locations& locations;
    const Target& target;
    std::map<std::string, std::string> inputs;
    std::filesystem::path folder;  // absolute
    unsigned jobs;
  };

  SysrootBuild(Setting setting, ChildRunner& runner, std::ostream& talk)
      : setting_(std::move(setting)), runner_(&runner), talk_(&talk) {}

  // Writes all that Ninja needs, and build.ninja. Throws Error.
  void prepare();
  // Throws Error (child_failed) with the compiler's messages on `talk`.
  void run(bool terminal);
  // Lays the results out as in the sysroot below `staged`, and returns their hashes by path below it.
  std::map<std::string, std::string> collect(const std::filesystem::path& staged) const;

 private:
  void prepare_std_source();
  void prepare_programs();
  void render();

  Setting setting_;
  ChildRunner* runner_;
  std::ostream* talk_;
};

// The manifest of a sysroot that has one more target, or has it anew.
Manifest with_target(const std::optional<Manifest>& before, const Manifest& made);

}  // namespace plrust::toolchain
