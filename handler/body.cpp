// SPDX-License-Identifier: PostgreSQL
#include "handler/body.hpp"

#include <algorithm>

namespace plrust::handler {

namespace {

std::string_view trim(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = line.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view{}
                                         : line.substr(begin, line.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

Body parse_body(std::string_view text) {
  Body body;
  bool in_code = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    const std::string_view word = trim(line);
    const bool is_header = word == "[code]" || word == "[dependencies]";
    if (is_header) {
      in_code = word == "[code]";
    } else if (!in_code) {
      body.dependencies += line;
    }
    if (in_code && !is_header) {
      body.code += line;
    } else if (line.ends_with('\n')) {
      body.code += '\n';
    }
  }
  return body;
}

}  // namespace plrust::handler
