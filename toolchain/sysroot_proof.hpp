// SPDX-License-Identifier: PostgreSQL
// Whether an installed sysroot is what its manifest says, and whether its code is confined.
#pragma once

#include <filesystem>
#include <vector>

#include "toolchain/checks.hpp"
#include "toolchain/manifest.hpp"

namespace plrust::toolchain {

// Never throws for what is wrong with the sysroot: that is a Check. A rustc that is not there is a warning:
// code that is there runs without one.
std::vector<Check> check_sysroot(ChildRunner& runner, const Locations& locations,
                                 const std::filesystem::path& sysroot, const Manifest& manifest);

}  // namespace plrust::toolchain
