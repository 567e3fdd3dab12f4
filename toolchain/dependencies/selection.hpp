// SPDX-License-Identifier: PostgreSQL
// What a function's author wants, by what the administrator allows, from what is vendored.
#pragma once

#include <string>
#include <vector>

#include "toolchain/dependencies/allow_list.hpp"
#include "toolchain/dependencies/vendored.hpp"
#include "toolchain/dependencies/wanted.hpp"

namespace plrust::toolchain {

struct ChosenCrate {
  std::string alias;
  std::string package;
  std::string requirement;  // both the author's and the allow list's
  std::vector<std::string> features;
  bool default_features = true;
};

// For each wanted crate the row of the allow list that lets the newest vendored version be used. "1.2.3" is
// that very version if it is vendored, otherwise what cargo takes it for; features must be those of the row,
// or be left out. Throws CompileFailure (not_allowed, not_vendored) with the line.
std::vector<ChosenCrate> choose(const std::vector<WantedCrate>& wanted, const AllowList& allowed,
                                const VendoredCrates& vendored);

// Cargo.toml of a package that depends on them; made of checked names only.
std::string manifest_of(const std::vector<ChosenCrate>& chosen, const std::string& rust_version);

}  // namespace plrust::toolchain
