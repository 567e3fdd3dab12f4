// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/wanted.hpp"

#include <toml++/toml.h>
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/dependencies/allow_list.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

constexpr std::size_t kMostCrates = 64;
constexpr std::size_t kMostFeatures = 64;

[[noreturn]] void fail(std::size_t line, const std::string& message, std::string hint = {}) {
  throw CompileFailure(Stage::check, message).at(line).with_hint(std::move(hint));
}

std::size_t line_of(const toml::node& node) {
  return node.source().begin.line;
}

std::vector<std::string> read_features(const WantedCrate& crate, const toml::node& value) {
  std::vector<std::string> features;
  const auto* const list = value.as_array();
  if (list == nullptr || list->size() > kMostFeatures)
    fail(line_of(value), fmt::format("the features of dependency '{}' are not a list of texts", crate.alias));
  for (const toml::node& feature : *list) {
    if (!feature.is_string() || !is_feature_name(feature.as_string()->get()))
      fail(line_of(value), fmt::format("dependency '{}' has a feature that is not a name", crate.alias));
    features.push_back(feature.as_string()->get());
  }
  std::ranges::sort(features);
  return features;
}

void read_field(WantedCrate& crate, std::string_view key, const toml::node& value) {
  if (key == "version" && value.is_string()) {
    crate.requirement = value.as_string()->get();
  } else if (key == "package" && value.is_string()) {
    crate.package = value.as_string()->get();
  } else if (key == "features") {
    crate.features = read_features(crate, value);
  } else if ((key == "default-features" || key == "default_features") && value.is_boolean()) {
    crate.default_features = value.as_boolean()->get();
  } else if (key == "path" || key == "git" || key == "registry" || key == "branch" || key == "tag" ||
             key == "rev") {
    fail(line_of(value), fmt::format("dependency '{}' cannot come from a '{}'", crate.alias, key),
         "dependencies come from the folder of crates that the administrator has vendored: give a version");
  } else {
    fail(line_of(value),
         fmt::format("dependency '{}' is malformed: '{}' is unknown or of the wrong type", crate.alias, key),
         "the keys are version, features, default-features and package");
  }
}

WantedCrate read_crate(const std::string& alias, const toml::node& value) {
  WantedCrate crate;
  crate.alias = crate.package = alias;
  crate.line = line_of(value);
  if (const auto* const version = value.as_string()) {
    crate.requirement = version->get();
  } else if (const auto* const table = value.as_table()) {
    for (const auto& [key, field] : *table) read_field(crate, key.str(), field);
    if (crate.requirement.empty())
      fail(crate.line, fmt::format("dependency '{}' has no version", alias), "\"*\" takes what is allowed");
  } else {
    fail(crate.line, fmt::format("dependency '{}' is malformed: it is neither a version nor a table", alias));
  }
  for (const std::string& name : {crate.alias, crate.package})
    if (!is_crate_name(name))
      fail(crate.line, fmt::format("'{}' is not the name of a crate", name));
  try {
    Requirement::parse(crate.requirement);
  } catch (const Error& error) {
    fail(crate.line, fmt::format("dependency '{}': {}", alias, error.what()), error.hint());
  }
  return crate;
}

std::string text(const json& object, const char* name) {
  return object.at(name).get<std::string>();
}

WantedCrate from_json(const json& object) {
  WantedCrate crate;
  crate.alias = text(object, "alias");
  crate.package = text(object, "package");
  crate.requirement = Requirement::parse(text(object, "requirement")).text();
  crate.line = object.at("line").get<std::size_t>();
  if (object.contains("features"))
    crate.features = object["features"].get<std::vector<std::string>>();
  if (object.contains("default_features"))
    crate.default_features = object["default_features"].get<bool>();
  const bool features_are_names = !crate.features || std::ranges::all_of(*crate.features, is_feature_name);
  if (!is_crate_name(crate.alias) || !is_crate_name(crate.package) || !features_are_names)
    throw Error("the list of dependencies holds what is not a name");
  return crate;
}

}  // namespace

std::vector<WantedCrate> parse_wanted(std::string_view toml_text) {
  toml::table file;
  try {
    file = toml::parse(toml_text);
  } catch (const toml::parse_error& error) {
    fail(error.source().begin.line, fmt::format("[dependencies] is not TOML: {}", error.description()));
  }
  if (file.size() > kMostCrates)
    fail(1, fmt::format("a function can have {} dependencies at most", kMostCrates));
  std::vector<WantedCrate> wanted;
  for (const auto& [key, value] : file) wanted.push_back(read_crate(std::string(key.str()), value));
  for (std::size_t n = 1; n < wanted.size(); ++n)
    for (std::size_t other = 0; other < n; ++other)
      if (same_crate_name(wanted[n].alias, wanted[other].alias))
        fail(wanted[n].line, fmt::format("dependency '{}' is named twice", wanted[n].alias));
  return wanted;
}

std::string wanted_to_json(const std::vector<WantedCrate>& wanted) {
  json list = json::array();
  for (const WantedCrate& crate : wanted) {
    json object{{"alias", crate.alias},
                {"package", crate.package},
                {"requirement", crate.requirement},
                {"line", crate.line}};
    if (crate.features)
      object["features"] = *crate.features;
    if (crate.default_features)
      object["default_features"] = *crate.default_features;
    list.push_back(std::move(object));
  }
  return list.dump();
}

std::vector<WantedCrate> wanted_from_json(const std::string& text_of_list) {
  const json list = json::parse(text_of_list, nullptr, /*allow_exceptions=*/false);
  if (!list.is_array() || list.size() > kMostCrates)
    throw Error("the list of dependencies cannot be read");
  try {
    std::vector<WantedCrate> wanted;
    for (const json& object : list) wanted.push_back(from_json(object));
    return wanted;
  } catch (const json::exception&) {
    throw Error("the list of dependencies cannot be read");
  }
}

}  // namespace plrust::toolchain
