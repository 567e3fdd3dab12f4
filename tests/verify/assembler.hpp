// SPDX-License-Identifier: PostgreSQL
// x86-64 (AT&T syntax) or aarch64 assembly to bytes, in process, for tests: one section, everything resolved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "confine/verify/image.hpp"

namespace plrust::confine::tests {

struct Assembled {
  std::vector<std::byte> bytes;                 // of .text
  std::map<std::string, std::uint64_t> labels;  // offsets in it
};

// Throws std::runtime_error with the assembler's message, and if anything was left to relocate.
Assembled assemble(const std::string& source, Machine machine = Machine::x86_64);

}  // namespace plrust::confine::tests
