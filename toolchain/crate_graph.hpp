// SPDX-License-Identifier: PostgreSQL
// The crates of std (std-patches/<version>/crates.toml) and, made from them and a target, everything that
// Ninja has to run: pure data, so that it can be hashed, compared and tested without a compiler.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "toolchain/target_spec.hpp"

namespace plrust::toolchain {

struct Crate {
  std::string name;
  std::string path;  // crate root, below the source
  std::string edition;
  std::vector<std::string> features;
  std::vector<std::string> cfgs;
  std::vector<std::string> externs;  // may begin with "noprelude:"
  std::vector<std::string> flags;
};

struct ConditionalCfg {
  std::string when;  // a line of `rustc --print cfg`
  std::string cfg;
  std::vector<std::string> crates;
};

struct CrateGraph {
  std::vector<std::string> flags;
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string>
      spellings;                         // a flag of confinement -> what this version of rustc calls it
  std::vector<std::string> confinement;  // flags that this version needs for confinement besides
  std::vector<ConditionalCfg> conditional_cfgs;
  std::vector<Crate> crates;  // in an order in which they can be built
};

// Throws Error naming crate and key for anything unknown, missing, of the wrong type or out of order.
CrateGraph parse_crate_graph(const std::string& toml_text, const std::string& file_name);

// Paths inside a build folder; everything in build.ninja is relative to it.
inline constexpr std::string_view kPluginInBuild = "plugin/split-stack.so";

// What all code in a module is compiled with, std included. `plugin`: as rustc is to open it.
std::vector<std::string> confinement_flags(const std::string& plugin);

// What user code must be compiled with (manifest.json); "{sysroot}" stands for the sysroot's folder.
std::vector<std::string> user_flags(const CrateGraph& graph, const Target& target);

// The data of build.ninja.j2. `cfg`: the output of `rustc --print cfg` for the target.
nlohmann::json ninja_plan(const CrateGraph& graph, const Target& target, const std::string& cfg);

}  // namespace plrust::toolchain
