// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <cstddef>
#include <string>

#include "toolchain/compile/request.hpp"

namespace plrust::toolchain {

// The crate that is compiled: one file whose first line begins with our prologue and goes on with the user's
// first line, so that line numbers are the user's own.
struct GeneratedSource {
  std::string text;
  std::size_t prologue_characters = 0;  // in front of the user's first line
  std::size_t user_lines = 0;
};

// Throws CompileFailure for names and types that cannot be written in Rust.
GeneratedSource generate_source(const Request& request);

}  // namespace plrust::toolchain
