// SPDX-License-Identifier: PostgreSQL
// PostgreSQL's own grammar, as libpg_query has it.
#pragma once

#include <cstddef>
#include <string>

namespace plrust::toolchain {

struct GrammarResult {
  std::string tree;        // JSON
  std::string message;     // why not; empty if there is a tree
  std::size_t offset = 0;  // of the error, in bytes
};

// `statement`: UTF-8 without NUL.
GrammarResult parse_sql(const std::string& statement);

}  // namespace plrust::toolchain
