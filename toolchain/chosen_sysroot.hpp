// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <filesystem>
#include <string>

#include "toolchain/command.hpp"
#include "toolchain/compile/pipeline.hpp"

namespace plrust::toolchain {

// --sysroot, or the newest one below --sysroot-dir. Throws Error if there is none.
std::filesystem::path chosen_sysroot(const Invocation& invocation);

// How to compile against a sysroot for one of its targets. Throws Error if it does not have it.
CompileTools tools_of(const std::filesystem::path& sysroot, const std::string& triple,
                      const Locations& locations);

}  // namespace plrust::toolchain
