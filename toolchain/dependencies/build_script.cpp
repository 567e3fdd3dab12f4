// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/build_script.hpp"

#include <algorithm>

namespace plrust::toolchain {
namespace {

std::string as_variable(std::string_view name) {
  std::string result;
  for (const char c : name)
    result += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

bool is_variable(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

// Known to cargo and without meaning here.
bool is_passed_over(std::string_view key) {
  return key.starts_with("rerun-if-") || key.starts_with("rustc-link-") || key.starts_with("rustc-cdylib-") ||
         key == "rustc-flags" || key == "rustc-check-cfg" || key == "warning";
}

void read_pair(ScriptOutput& output, std::string_view key, std::string_view value) {
  const std::size_t equals = value.find('=');
  if (key == "rustc-cfg") {
    output.cfgs.emplace_back(value);
  } else if (key == "rustc-env" && equals != std::string_view::npos && is_variable(value.substr(0, equals))) {
    output.variables.emplace_back(value.substr(0, equals), value.substr(equals + 1));
  } else if (key == "metadata" && equals != std::string_view::npos) {
    output.metadata[std::string(value.substr(0, equals))] = value.substr(equals + 1);
  } else if (key == "error") {
    output.error += (output.error.empty() ? "" : "\n") + std::string(value);
  }
}

}  // namespace

ScriptOutput parse_script_output(std::string_view text) {
  ScriptOutput output;
  while (!text.empty()) {
    std::string_view line = next_line(text);
    if (!line.starts_with("cargo:") || line.find('\0') != std::string_view::npos)
      continue;
    const bool is_new = line.starts_with("cargo::");
    line.remove_prefix(is_new ? 7 : 6);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos)
      continue;
    const std::string_view key = line.substr(0, equals);
    const std::string_view value = line.substr(equals + 1);
    if (is_passed_over(key))
      continue;
    // In the older form every other key is metadata.
    if (is_new || key == "rustc-cfg" || key == "rustc-env")
      read_pair(output, key, value);
    else
      output.metadata[std::string(key)] = value;
  }
  return output;
}

std::map<std::string, std::string> cfg_variables(std::string_view rustc_cfg) {
  std::map<std::string, std::string> variables;
  while (!rustc_cfg.empty()) {
    const std::string_view line = next_line(rustc_cfg);
    const std::size_t equals = line.find('=');
    const std::string_view key = line.substr(0, equals);
    if (!is_variable(key) || key == "debug_assertions" || key == "feature")
      continue;
    std::string& variable = variables["CARGO_CFG_" + as_variable(key)];
    if (equals == std::string_view::npos)
      continue;
    std::string_view value = line.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    variable += (variable.empty() ? "" : ",") + std::string(value);
  }
  return variables;
}

std::map<std::string, std::string> feature_variables(const Unit& unit) {
  std::map<std::string, std::string> variables;
  for (const std::string& feature : unit.features) variables["CARGO_FEATURE_" + as_variable(feature)] = "1";
  return variables;
}

}  // namespace plrust::toolchain
