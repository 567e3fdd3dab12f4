// SPDX-License-Identifier: PostgreSQL
// One thing that the compiler, or a check before it, says of a source: for programs that show it themselves.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace plrust::toolchain {

struct Diagnostic {
  std::string level;  // error, warning, note, help
  // rustc's code or the lint's name; "policy" for what the language does not offer; may be empty.
  std::string code;
  std::string message;
  // Of the user's source, from 1, in characters; 0: none, or the whole line.
  std::size_t line = 0;
  std::size_t column = 0;
  std::size_t end_line = 0;
  std::size_t end_column = 0;      // one past the last
  std::string label;               // what stands beside the mark
  std::vector<std::string> notes;  // "help: consider …"
};

}  // namespace plrust::toolchain
