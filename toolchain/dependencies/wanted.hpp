// SPDX-License-Identifier: PostgreSQL
// The [dependencies] part of a function: what its author asks for. The text is hostile; it is read in a
// process that is locked up, which passes on the plain list.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::toolchain {

struct WantedCrate {
  std::string alias;    // what the source calls it
  std::string package;  // its name; differs from the alias only if the author renames it
  std::string requirement;
  std::optional<std::vector<std::string>> features;  // sorted
  std::optional<bool> default_features;
  std::size_t line = 0;  // of the function's body

  bool operator==(const WantedCrate& other) const = default;
};

// NAME = "VERSION" or NAME = { version, features, default-features, package }. Throws CompileFailure with the
// line.
std::vector<WantedCrate> parse_wanted(std::string_view toml_text);

// The list as JSON and back. wanted_from_json believes nothing: throws Error unless every name, version and
// feature is made of the characters that cargo allows in them.
std::string wanted_to_json(const std::vector<WantedCrate>& wanted);
std::vector<WantedCrate> wanted_from_json(const std::string& text);

}  // namespace plrust::toolchain
