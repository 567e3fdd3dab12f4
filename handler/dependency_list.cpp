// SPDX-License-Identifier: PostgreSQL
#include "handler/dependency_list.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <sstream>

#include "base/error.hpp"

namespace plrust::handler {

namespace {

[[noreturn]] void fail(std::string_view name, const std::string& what) {
  throw Error("allowed dependency '" + std::string(name) + "' " + what);
}

bool is_list_of_texts(const toml::array& list) {
  return std::all_of(list.begin(), list.end(), [](const toml::node& item) { return item.is_string(); });
}

AllowedDependency from_table(const std::string& name, const toml::table& table) {
  AllowedDependency dependency;
  dependency.name = name;
  for (const auto& [key, value] : table) {
    if (key == "version" && value.is_string()) {
      dependency.version = value.as_string()->get();
    } else if (key == "default-features" && value.is_boolean()) {
      dependency.default_features = value.as_boolean()->get();
    } else if (key == "features" && value.is_array() && is_list_of_texts(*value.as_array())) {
      for (const auto& feature : *value.as_array()) {
        dependency.features.push_back(feature.as_string()->get());
      }
    } else {
      fail(name, "has a field '" + std::string(key.str()) + "' that is unknown or of the wrong type");
    }
  }
  if (dependency.version.empty()) {
    fail(name, "has no version");
  }
  return dependency;
}

void add(std::vector<AllowedDependency>& rows, const std::string& name, const toml::node& value) {
  if (const auto* const version = value.as_string()) {
    rows.push_back({name, version->get(), {}, true});
  } else if (const auto* const table = value.as_table()) {
    rows.push_back(from_table(name, *table));
  } else {
    fail(name, "is neither a version nor a table");
  }
}

}  // namespace

std::vector<AllowedDependency> parse_allowed_dependencies(std::string_view toml_text) {
  toml::table file;
  try {
    file = toml::parse(toml_text);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << error.source().begin;
    throw Error("the file of allowed dependencies is not TOML: " + std::string(error.description()) + " at " +
                where.str());
  }
  std::vector<AllowedDependency> rows;
  for (const auto& [key, value] : file) {
    const std::string name(key.str());
    if (const auto* const list = value.as_array()) {
      for (const toml::node& item : *list) {
        add(rows, name, item);
      }
    } else {
      add(rows, name, value);
    }
  }
  return rows;
}

}  // namespace plrust::handler
