// SPDX-License-Identifier: PostgreSQL
// Texts that are made from the tables of command.hpp.
#pragma once

#include <string>

#include "toolchain/command.hpp"

namespace plrust::toolchain {

std::string general_help();
std::string command_help(const Command& command);

// "plrust-toolchain build [OPTION]…", without options.
std::string synopsis(const Command& command);

// `shell`: bash, zsh or fish; anything else is a bug of the caller (std::logic_error).
std::string completion_script(std::string_view shell);

}  // namespace plrust::toolchain
