// SPDX-License-Identifier: PostgreSQL
#include "handler/rust_names.hpp"

#include <algorithm>
#include <array>

namespace plrust::handler {

namespace {

// Keywords that cannot be raw identifiers; the others become r#type and so on when the source is generated.
constexpr std::array<std::string_view, 4> kNeverRaw = {"Self", "crate", "self", "super"};

bool is_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_part(char c) {
  return is_start(c) || (c >= '0' && c <= '9');
}

bool is_identifier(std::string_view name) {
  return !name.empty() && name != "_" && is_start(name.front()) && std::ranges::all_of(name, is_part) &&
         std::ranges::find(kNeverRaw, name) == kNeverRaw.end();
}

}  // namespace

bool can_name_argument(std::string_view name) {
  return is_identifier(name);
}

std::string function_identifier(std::string_view name) {
  if (is_identifier(name)) {
    return std::string(name);
  }
  // rustc warns of capitals and of underscores in a row.
  std::string identifier = "function_";
  for (const char c : name) {
    if (is_part(c) && c != '_') {
      identifier += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (identifier.back() != '_') {
      identifier += '_';
    }
  }
  return identifier;
}

}  // namespace plrust::handler
