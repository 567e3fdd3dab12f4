// SPDX-License-Identifier: PostgreSQL
#include "handler/rust_names.hpp"

#include <algorithm>
#include <array>

namespace plrust::handler {

namespace {

// Strict and reserved keywords of edition 2021.
constexpr std::array<std::string_view, 50> kKeywords = {
    "abstract", "as",    "async",  "await",   "become", "box",     "break", "const", "continue", "do",
    "dyn",      "else",  "enum",   "extern",  "false",  "final",   "fn",    "for",   "gen",      "if",
    "impl",     "in",    "let",    "loop",    "macro",  "match",   "mod",   "move",  "mut",      "override",
    "priv",     "pub",   "ref",    "return",  "static", "struct",  "trait", "true",  "try",      "type",
    "typeof",   "union", "unsafe", "unsized", "use",    "virtual", "where", "while", "yield",    "raw"};
// Keywords that cannot be raw identifiers.
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

std::string raw_if_keyword(std::string_view name) {
  const bool is_keyword = std::ranges::find(kKeywords, name) != kKeywords.end();
  return (is_keyword ? "r#" : "") + std::string(name);
}

}  // namespace

std::optional<std::string> argument_identifier(std::string_view name) {
  if (!is_identifier(name)) {
    return std::nullopt;
  }
  return raw_if_keyword(name);
}

std::string function_identifier(std::string_view name) {
  if (is_identifier(name)) {
    return raw_if_keyword(name);
  }
  std::string identifier = "function_";
  for (const char c : name) {
    identifier += is_part(c) ? c : '_';
  }
  return identifier;
}

}  // namespace plrust::handler
