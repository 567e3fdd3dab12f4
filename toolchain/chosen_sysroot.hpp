// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "toolchain/command.hpp"
#include "toolchain/compile/pipeline.hpp"
#include "toolchain/manifest.hpp"

namespace plrust::toolchain {

// --sysroot, or the newest one below --sysroot-dir. Throws Error if there is none.
std::filesystem::path chosen_sysroot(const Invocation& invocation);

// The sysroot's target for this machine's architecture, or else the only one that it has. Throws Error if
// neither is there.
const ManifestTarget& usual_target(const Manifest& manifest);

// The targets that --arch names, or else the usual one. Throws Error for one that the sysroot does not have.
std::vector<ManifestTarget> chosen_targets(const Invocation& invocation, const Manifest& manifest);

// How to compile against a sysroot for one of its targets. Throws Error if it does not have it.
CompileTools tools_of(const std::filesystem::path& sysroot, const std::string& triple,
                      const Locations& locations);

}  // namespace plrust::toolchain
