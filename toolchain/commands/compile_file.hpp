// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <string>

#include "toolchain/command.hpp"

namespace plrust::toolchain {

// The value of an option that 'compile' cannot do without. Throws Error (usage).
std::string required_for_compile(const Invocation& invocation, OptionId id);

// `compile FILE.rs`: for each architecture that --arch names, writes a request into a folder of its own,
// starts this program on it, and has the module proved. A module that is not proved is not left behind.
ExitCode compile_file(const Invocation& invocation);

}  // namespace plrust::toolchain
