// SPDX-License-Identifier: PostgreSQL
// The language of build scripts: the variables that they are given and the lines that they print.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "toolchain/dependencies/plan.hpp"

namespace plrust::toolchain {

struct ScriptOutput {
  std::vector<std::string> cfgs;
  std::vector<std::pair<std::string, std::string>> variables;  // rustc-env
  std::map<std::string, std::string> metadata;  // for the scripts of dependants: DEP_<links>_<KEY>
  std::string error;                            // cargo::error
};

// Lines "cargo:KEY=VALUE" and "cargo::KEY=VALUE"; all others are talk. What concerns the linker is passed
// over: there is no native code to link, and a crate that needs some fails at the link of the function.
ScriptOutput parse_script_output(std::string_view text);

// CARGO_CFG_* and CARGO_FEATURE_*, from what `rustc --print cfg` says of the target.
std::map<std::string, std::string> cfg_variables(std::string_view rustc_cfg);
std::map<std::string, std::string> feature_variables(const Unit& unit);

}  // namespace plrust::toolchain
