// SPDX-License-Identifier: PostgreSQL
// From a plan to compiled crates: each unit once, in the sandbox, with the flags of confinement if it is for
// the target, and kept in the cache under the hash of everything that went in. Units that do not need each
// other are made side by side.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "toolchain/dependencies/build_script.hpp"
#include "toolchain/dependencies/crate_cache.hpp"
#include "toolchain/dependencies/dependency_tools.hpp"
#include "toolchain/dependencies/locked_step.hpp"
#include "toolchain/dependencies/resolve.hpp"

namespace plrust::toolchain {

struct BuiltCrates {
  LinkedCrates linked;
  std::vector<std::filesystem::path> folders;  // that must be readable to use them
  std::vector<std::string> names;              // "regex 1.7.1", sorted: what is linked in
};

// A unit that is being made, in a folder and a process of its own.
struct UnitInProgress {
  std::size_t unit = 0;
  std::unique_ptr<StepFolder> folder;
  std::unique_ptr<RunningStep> step;  // ends before its folder goes
};

class CrateBuild {
 public:
  CrateBuild(const Resolution& resolution, const DependencyTools& tools, CrateCache& cache);

  // Throws CompileFailure (dependency, limit) naming the crate; whatever else is being made is given up.
  BuiltCrates build();

 private:
  using Path = std::filesystem::path;

  const std::string& key(std::size_t unit);
  std::string key_text(std::size_t unit);
  const std::string& source_hash(const VendoredCrate& crate);
  // The entry of a unit that is made.
  const Path& entry(std::size_t unit) const { return entries_.at(unit); }
  // Finds the entries of a unit and of what must be there to use it; what has none is added to missing_.
  void look_for(std::size_t unit);
  void make_missing();
  void start_ready(std::vector<UnitInProgress>& running);
  void finish(UnitInProgress& made);
  UnitInProgress start(std::size_t unit);
  UnitInProgress start_compiler(std::size_t unit);
  UnitInProgress start_script(std::size_t unit);
  // What a compiler that sees the unit loads with it: itself, and the libraries that it was compiled against.
  const std::set<std::size_t>& loaded(std::size_t unit);
  std::vector<std::string> rustc_arguments(std::size_t unit, const StepFolder& folder);
  void add_script_output(std::size_t unit, std::vector<std::string>& arguments);
  std::vector<std::string> environment(std::size_t unit, const StepFolder& folder);
  std::vector<std::string> script_environment(std::size_t unit, const StepFolder& folder);
  std::optional<std::size_t> script_run_of(std::size_t unit) const;
  ScriptOutput script_output(std::size_t run);

  const Resolution* resolution_;
  const std::vector<Unit>* units_;
  const DependencyTools* tools_;
  CrateCache* cache_;
  std::map<std::size_t, std::string> keys_;
  std::map<std::size_t, Path> entries_;
  std::set<std::size_t> seen_;
  std::vector<std::size_t> missing_;  // after what they depend on
  std::map<std::size_t, std::set<std::size_t>> loaded_;
  std::map<const VendoredCrate*, std::string> source_hashes_;
};

}  // namespace plrust::toolchain
