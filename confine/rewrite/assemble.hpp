// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <string_view>
#include <vector>

#include "confine/rewrite/rewrite.hpp"

namespace plrust::confine {

// Assembles in this process to an ELF object. Throws plrust::Error with the assembler's first message.
// The text must come from rewrite_assembly() or be our own: directives that read files are obeyed.
std::vector<char> assemble(std::string_view assembly, Arch arch);

}  // namespace plrust::confine
