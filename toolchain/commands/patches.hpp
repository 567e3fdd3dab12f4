// SPDX-License-Identifier: PostgreSQL
// The actions of 'patches' that write std-patches/<version>.
#pragma once

#include <string>
#include <vector>

#include "toolchain/command.hpp"

namespace plrust::toolchain {

ExitCode run_patches_new(const Invocation& invocation);
ExitCode run_patches_refresh(const Invocation& invocation);

// "1.96.0" as {1, 96, 0}, for comparison; what does not begin with a number is empty, and so the smallest.
std::vector<unsigned> version_numbers(const std::string& version);

}  // namespace plrust::toolchain
