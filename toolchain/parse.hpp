// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <span>
#include <string>

#include "toolchain/command.hpp"

namespace plrust::toolchain {

// Reads `words` (the command line without the program's name and the command's) into `invocation`, by the
// command's row. Throws Error with ExitCode::usage for anything that is not in the tables.
void parse(const Command& command, std::span<const std::string> words, Invocation& invocation);

// The whole of main but the catch: finds the command, parses, prints help, or runs it.
ExitCode run_command_line(std::span<const std::string> words, Invocation invocation);

}  // namespace plrust::toolchain
