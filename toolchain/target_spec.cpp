// SPDX-License-Identifier: PostgreSQL
#include "toolchain/target_spec.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace plrust::toolchain {
namespace {

using nlohmann::json;

json json_of(const toml::node& node) {
  std::ostringstream text;
  text << toml::json_formatter(toml::array{node});  // the formatter prints containers only
  return json::parse(text.str()).at(0);
}

OverlayRow parse_row(const toml::table& table, std::size_t number) {
  const auto key = table["key"].value<std::string>();
  if (!key || key->empty()) {
    throw Error(fmt::format("row {} of targets/overlay.toml has no 'key'", number));
  }
  const auto action = table["do"].value<std::string>().value_or("");
  OverlayRow row{OverlayRow::Kind::keep, *key, table["arch"].value<std::string>().value_or(""), nullptr};
  if (action == "set") {
    if (!table.contains("value")) {
      throw Error(fmt::format("targets/overlay.toml sets '{}' to no 'value'", *key));
    }
    row.kind = OverlayRow::Kind::set;
    row.value = json_of(*table.get("value"));
  } else if (action == "drop") {
    row.kind = OverlayRow::Kind::drop;
  } else if (action != "keep") {
    throw Error(fmt::format("targets/overlay.toml does '{}' to '{}'", action, *key),
                "one of: keep, drop, set");
  }
  if (table["why"].value<std::string>().value_or("").empty()) {
    throw Error(fmt::format("targets/overlay.toml does not say why it has '{}'", *key));
  }
  return row;
}

}  // namespace

const Target& target_of_arch(std::string_view arch) {
  const auto found = std::ranges::find(kTargets, arch, &Target::arch);
  if (found == kTargets.end()) {
    throw std::logic_error("target_of_arch: an architecture that the options table does not allow");
  }
  return *found;
}

const Target& native_target() {
#if defined(__aarch64__)
  return target_of_arch("aarch64");
#else
  return target_of_arch("x86_64");
#endif
}

std::vector<OverlayRow> parse_overlay(const std::string& toml_text) {
  std::vector<OverlayRow> rows;
  try {
    const toml::table table = toml::parse(toml_text);
    const toml::array* entries = table["row"].as_array();
    for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
      const toml::table* entry = entries->get(i)->as_table();
      rows.push_back(parse_row(entry != nullptr ? *entry : toml::table{}, i + 1));
    }
  } catch (const toml::parse_error& error) {
    throw Error(
        fmt::format("targets/overlay.toml, line {}: {}", error.source().begin.line, error.description()));
  }
  return rows;
}

json apply_overlay(const json& base, const std::vector<OverlayRow>& rows, const Target& target) {
  json spec = json::object();
  std::set<std::string> decided;
  for (const OverlayRow& row : rows) {
    if (!row.arch.empty() && row.arch != target.arch) {
      continue;
    }
    if (!decided.insert(row.key).second) {
      throw Error(fmt::format("targets/overlay.toml has two rows for '{}' of {}", row.key, target.arch));
    }
    if (row.kind != OverlayRow::Kind::set && !base.contains(row.key)) {
      throw Error(fmt::format("targets/overlay.toml has a row for '{}', which rustc's {} does not have",
                              row.key, target.base),
                  "remove the row");
    }
    if (row.kind == OverlayRow::Kind::keep) {
      spec[row.key] = base[row.key];
    } else if (row.kind == OverlayRow::Kind::set) {
      spec[row.key] = row.value;
    }
  }
  for (const auto& [key, value] : base.items()) {
    if (!decided.contains(key)) {
      throw Error(
          fmt::format("rustc's {} has the key '{}' = {}, about which targets/overlay.toml says nothing",
                      target.base, key, value.dump()),
          "add a row that keeps, drops or sets it, and say why in targets/README.md");
    }
  }
  return spec;
}

std::vector<Difference> differences(const json& checked_in, const json& generated) {
  std::set<std::string> keys;
  for (const json* spec : {&checked_in, &generated}) {
    for (const auto& [key, value] : spec->items()) {
      keys.insert(key);
    }
  }
  std::vector<Difference> found;
  for (const std::string& key : keys) {
    const json ours = checked_in.value(key, json(nullptr));
    const json theirs = generated.value(key, json(nullptr));
    if (ours != theirs) {
      found.push_back({key, ours, theirs});
    }
  }
  return found;
}

json base_spec(ChildRunner& runner, const std::filesystem::path& rustc, const Target& target) {
  const ChildCommand command{
      rustc,
      {"-Zunstable-options", "--print", "target-spec-json", "--target", std::string(target.base)},
      rustc_environment(),
      {},
      {}};
  const ChildResult result = runner.run(command);
  if (!result.ok()) {
    throw child_error(command, result);
  }
  json spec = json::parse(result.out, nullptr, false);
  if (!spec.is_object()) {
    throw Error(fmt::format("'{}' did not print a target specification for {}", rustc.string(), target.base));
  }
  return spec;
}

std::filesystem::path target_file(const std::filesystem::path& data, const std::string& version,
                                  const Target& target) {
  const std::filesystem::path folder = data / "targets";
  std::error_code error;
  const bool has_own = std::filesystem::is_directory(folder / version, error);
  return (has_own ? folder / version : folder) / fmt::format("{}.json", target.triple);
}

std::string render_target(Renderer& renderer, const json& spec) {
  json entries = json::array();
  for (const auto& [key, value] : spec.items()) {
    entries.push_back({{"key", json(key).dump()}, {"value", value.dump()}, {"comma", ","}});
  }
  if (!entries.empty()) {
    entries.back()["comma"] = "";
  }
  return renderer.render("target.json.j2", {{"entries", entries}});
}

}  // namespace plrust::toolchain
