// SPDX-License-Identifier: PostgreSQL
// The administrator's file of crates that functions may depend on. Knows nothing of PostgreSQL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plrust::handler {

struct AllowedDependency {
  std::string name;
  std::string version;
  std::vector<std::string> features;
  bool default_features = true;
};

// name = "version", name = { version, features, default-features }, or an array of these. Sorted by name,
// then in the file's order. Throws plrust::Error naming the line or the crate.
std::vector<AllowedDependency> parse_allowed_dependencies(std::string_view toml_text);

}  // namespace plrust::handler
