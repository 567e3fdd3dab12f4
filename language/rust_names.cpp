// SPDX-License-Identifier: PostgreSQL
#include "language/rust_names.hpp"

#include <algorithm>
#include <array>

namespace plrust::language {

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

// What std's and our prelude bring, and what a generated type would hide or be hidden by.
constexpr std::array<std::string_view, 54> kTaken = {
    "AnyArray", "AnyElement", "AnyNumeric",  "Array",      "AsMut",  "AsRef",   "BitString", "Box",
    "CString",  "Circle",     "Clone",       "Copy",       "Date",   "Datum",   "Default",   "Drop",
    "Eq",       "Err",        "Fn",          "FnMut",      "FnOnce", "From",    "FromDatum", "Inet",
    "Interval", "Into",       "IntoDatum",   "Iterator",   "Json",   "JsonB",   "LSeg",      "Line",
    "MacAddr",  "MacAddr8",   "Money",       "Multirange", "None",   "Numeric", "Ok",        "Option",
    "Ord",      "Path",       "PgHeapTuple", "Polygon",    "Range",  "Result",  "Self",      "Some",
    "Spi",      "String",     "Time",        "Timestamp",  "Uuid",   "Vec"};
static_assert(std::ranges::is_sorted(kTaken));

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// "very sad" -> "VerySad", "IN_USE" -> "InUse", "webSite" -> "WebSite".
std::string camel_case(std::string_view text) {
  const bool has_small = std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
  std::string result;
  bool begins_word = true;
  for (const char c : text) {
    if (!is_part(c) || c == '_') {
      begins_word = true;
      continue;
    }
    const bool is_capital = c >= 'A' && c <= 'Z';
    if (begins_word) {
      result += upper(c);
    } else {
      result += is_capital && !has_small ? static_cast<char>(c - 'A' + 'a') : c;
    }
    begins_word = false;
  }
  return result;
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

std::string type_identifier(std::string_view name) {
  std::string identifier = camel_case(name);
  if (identifier.empty() || !is_start(identifier.front())) {
    identifier.insert(0, "Enum");
  }
  return std::ranges::binary_search(kTaken, identifier) ? identifier + "Enum" : identifier;
}

std::vector<std::string> variant_identifiers(const std::vector<std::string>& labels) {
  std::vector<std::string> identifiers;
  for (const std::string& label : labels) {
    std::string identifier = camel_case(label);
    if (identifier.empty() || !is_start(identifier.front())) {
      identifier.insert(0, "Value");
    }
    if (identifier == "Self") {
      identifier = "SelfValue";
    }
    const std::string stem = identifier;
    for (int n = 2; std::ranges::find(identifiers, identifier) != identifiers.end(); ++n) {
      identifier = stem + "N" + std::to_string(n);
    }
    identifiers.push_back(std::move(identifier));
  }
  return identifiers;
}

}  // namespace plrust::language
