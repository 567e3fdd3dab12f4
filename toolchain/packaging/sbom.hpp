// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <filesystem>
#include <string>

#include "toolchain/packaging/package_facts.hpp"

namespace plrust::toolchain {

// The bill of materials of a package, as SPDX 2.3 in JSON: the crates with their licences, each file with its
// hashes and the crate that it is made from, and the compiler. `sysroot`: the folder with the files;
// `installed`: what their names in the package begin with.
std::string spdx_json(const PackageFacts& facts, const std::filesystem::path& sysroot,
                      const std::string& installed);

}  // namespace plrust::toolchain
