// SPDX-License-Identifier: PostgreSQL
// The parts of a function's body. Knows nothing of PostgreSQL.
#pragma once

#include <string>
#include <string_view>

namespace plrust::language {

struct Body {
  std::string code;  // every line stands where it stood in the body: what is not code became empty lines
  std::string dependencies;  // TOML, the same way; empty if there is none
};

// Cuts a body at lines that consist of [dependencies] or [code]; what stands before the first one is code.
Body parse_body(std::string_view text);

}  // namespace plrust::language
