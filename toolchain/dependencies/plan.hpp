// SPDX-License-Identifier: PostgreSQL
// What cargo says must be compiled, in which order and how: its unit graph and its metadata. cargo reads what
// strangers wrote, so its answer is checked: every unit lies in the folder of a vendored crate of that name
// and version, and the units depend on each other without a circle.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "toolchain/dependencies/vendored.hpp"

namespace plrust::toolchain {

struct UnitDependency {
  std::size_t unit = 0;
  std::string name;  // as the crate's source calls it
};

struct Unit {
  enum class Kind { library, proc_macro, build_script, build_script_run };

  const VendoredCrate* crate = nullptr;
  Kind kind = Kind::library;
  bool is_for_target = false;  // otherwise for this machine: what runs while functions are compiled
  std::string name;            // rustc's --crate-name
  std::string source;          // below the crate's folder
  std::string edition;
  std::vector<std::string> features;  // sorted
  std::vector<UnitDependency> dependencies;
  std::string links;                         // `links` of its manifest
  std::map<std::string, std::string> words;  // CARGO_PKG_*: what the manifest says about the crate
};

// "regex-1.7.1"
std::string described(const Unit& unit);

struct Plan {
  std::vector<Unit> units;
  std::vector<UnitDependency> roots;  // what the function itself depends on
};

// Throws Error for what cannot be true, and CompileFailure for a crate that cannot be used.
Plan parse_plan(const std::string& unit_graph, const std::string& metadata, const VendoredCrates& vendored);

}  // namespace plrust::toolchain
