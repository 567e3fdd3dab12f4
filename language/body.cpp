// SPDX-License-Identifier: PostgreSQL
#include "language/body.hpp"

#include <algorithm>

#include "base/characters.hpp"

namespace plrust::language {

Body parse_body(std::string_view text) {
  Body body;
  bool in_code = true;
  bool has_dependencies = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    const std::string_view word = trim(line);
    const bool is_header = word == "[code]" || word == "[dependencies]";
    if (is_header) {
      in_code = word == "[code]";
    }
    const bool is_code = in_code && !is_header;
    const bool is_dependency = !in_code && !is_header;
    const std::string_view line_end = line.ends_with('\n') ? "\n" : "";
    body.code += is_code ? line : line_end;
    body.dependencies += is_dependency ? line : line_end;
    has_dependencies = has_dependencies || (is_dependency && !word.empty());
  }
  if (!has_dependencies) {
    body.dependencies.clear();
  }
  return body;
}

}  // namespace plrust::language
