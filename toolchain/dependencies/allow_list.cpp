// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/allow_list.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <sstream>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::size_t kLongestName = 64;

[[noreturn]] void fail(std::string_view name, const std::string& what) {
  throw Error("allowed dependency '" + std::string(name) + "' " + what);
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Requirement requirement_of(const std::string& name, const std::string& text) {
  try {
    return Requirement::parse(text);
  } catch (const Error& error) {
    fail(name, std::string("has a version that cannot be read: ") + error.what());
  }
}

void read_field(AllowedCrate& row, std::string_view key, const toml::node& value) {
  if (key == "version" && value.is_string()) {
    row.version = requirement_of(row.name, value.as_string()->get());
    return;
  }
  if (value.is_boolean()) {
    const bool flag = value.as_boolean()->get();
    bool* const field = key == "default-features" || key == "default_features" ? &row.default_features
                        : key == "build-script"                                ? &row.build_script
                        : key == "proc-macro"                                  ? &row.proc_macro
                                                                               : nullptr;
    if (field != nullptr) {
      *field = flag;
      return;
    }
  }
  if (key == "features" && value.is_array()) {
    for (const toml::node& feature : *value.as_array()) {
      if (!feature.is_string() || !is_feature_name(feature.as_string()->get()))
        fail(row.name, "has a feature that is not a name");
      row.features.push_back(feature.as_string()->get());
    }
    std::ranges::sort(row.features);
    return;
  }
  fail(row.name, "has a field '" + std::string(key) + "' that is unknown or of the wrong type");
}

AllowedCrate read_row(const std::string& name, const toml::node& value) {
  AllowedCrate row;
  row.name = name;
  if (const auto* const version = value.as_string()) {
    row.version = requirement_of(name, version->get());
  } else if (const auto* const table = value.as_table()) {
    for (const auto& [key, field] : *table) read_field(row, key.str(), field);
    if (row.version.text().empty())
      fail(name, "has no version");
  } else {
    fail(name, "is neither a version nor a table");
  }
  return row;
}

}  // namespace

bool is_crate_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && !(name.front() >= '0' && name.front() <= '9') &&
         name.front() != '-' &&
         std::ranges::all_of(name, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

bool is_feature_name(std::string_view name) {
  return !name.empty() && name.size() <= 2 * kLongestName && std::ranges::all_of(name, [](char c) {
    return is_alphanumeric(c) || std::string_view("-_+./?:").find(c) != std::string_view::npos;
  });
}

bool same_crate_name(std::string_view one, std::string_view other) {
  const auto plain = [](char c) { return c == '-' ? '_' : c; };
  return std::ranges::equal(one, other, {}, plain, plain);
}

AllowList AllowList::parse(std::string_view toml_text) {
  toml::table file;
  try {
    file = toml::parse(toml_text);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << error.source().begin;
    throw Error("the file of allowed dependencies is not TOML: " + std::string(error.description()) + " at " +
                where.str());
  }
  AllowList list;
  for (const auto& [key, value] : file) {
    const std::string name(key.str());
    if (!is_crate_name(name))
      fail(name, "is not the name of a crate");
    if (const auto* const several = value.as_array()) {
      for (const toml::node& item : *several) list.rows_.push_back(read_row(name, item));
    } else {
      list.rows_.push_back(read_row(name, value));
    }
  }
  return list;
}

std::vector<const AllowedCrate*> AllowList::rows_of(std::string_view name) const {
  std::vector<const AllowedCrate*> found;
  for (const AllowedCrate& row : rows_)
    if (same_crate_name(row.name, name))
      found.push_back(&row);
  return found;
}

bool AllowList::lets_run(std::string_view name, const Version& version, bool AllowedCrate::*what) const {
  return std::ranges::any_of(rows_, [&](const AllowedCrate& row) {
    return row.*what && same_crate_name(row.name, name) && row.version.matches(version);
  });
}

bool AllowList::lets_run_build_script(std::string_view name, const Version& version) const {
  return lets_run(name, version, &AllowedCrate::build_script);
}

bool AllowList::lets_run_proc_macro(std::string_view name, const Version& version) const {
  return lets_run(name, version, &AllowedCrate::proc_macro);
}

}  // namespace plrust::toolchain
