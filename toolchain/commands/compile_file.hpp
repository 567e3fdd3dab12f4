// SPDX-License-Identifier: PostgreSQL
#pragma once

#include "toolchain/command.hpp"

namespace plrust::toolchain {

// `compile FILE.rs`: for each architecture that --arch names, writes a request into a folder of its own,
// starts this program on it, and has the module proved. A module that is not proved is not left behind.
ExitCode compile_file(const Invocation& invocation);

}  // namespace plrust::toolchain
