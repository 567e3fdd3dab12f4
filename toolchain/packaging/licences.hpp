// SPDX-License-Identifier: PostgreSQL
// What a sysroot is made of and under which licences: as the sources of each crate say themselves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "toolchain/crate_graph.hpp"

namespace plrust::toolchain {

struct LicencedCrate {
  std::string name;     // as in lib<name>-plrust.rlib
  std::string package;  // cargo's name
  std::string version;  // rustc's for the crates that have none of their own
  std::string licence;  // an SPDX expression
  std::vector<std::string> authors;
  bool vendored = false;  // comes from a registry of crates, not from Rust's own repository
  std::vector<std::filesystem::path> notices;  // licence files that lie in the crate's folder
};

// `library`: the std source. Throws Error for a crate without a licence: nothing may be passed on then.
std::vector<LicencedCrate> licences_of(const CrateGraph& graph, const std::filesystem::path& library,
                                       const std::string& rust_version);

// Of a Cargo.toml, in SPDX's spelling ("MIT/Apache-2.0" is an old one of cargo).
std::string spdx_expression(std::string cargo_licence);

}  // namespace plrust::toolchain
