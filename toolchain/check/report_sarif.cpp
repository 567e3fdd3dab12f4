// SPDX-License-Identifier: PostgreSQL
// SARIF 2.1.0 (OASIS Standard, 2020): one run, one rule for each kind of finding, columns in Unicode code
// points.
#include <algorithm>
#include <array>
#include <map>

#include <nlohmann/json.hpp>

#include "toolchain/check/report.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

struct OwnRule {
  std::string_view id;
  const char* what;
};
constexpr std::array kOwnRules = {
    OwnRule{"dependency", "A crate that the function asks for cannot be used"},
    OwnRule{"limit", "The function is larger than what is compiled"},
    OwnRule{"policy", "Not available in PL/Rust"},
    OwnRule{"server", "Only a server can check this function"},
    OwnRule{"signature", "The language does not support this declaration"},
    OwnRule{"source", "Not available in PL/Rust, or not a complete source"},
    OwnRule{"sql", "PostgreSQL's grammar refuses this statement"},
    OwnRule{"verifier", "The compiled function is not proved to be confined"},
};
static_assert(std::ranges::is_sorted(kOwnRules, {}, &OwnRule::id));

bool is_compiler_code(std::string_view rule) {
  return rule.size() == 5 && rule.starts_with('E') &&
         std::ranges::all_of(rule.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

json rule_object(const std::string& id) {
  json object{{"id", id}};
  const auto* const own = std::ranges::find(kOwnRules, id, &OwnRule::id);
  std::string what = "A lint of the Rust compiler";
  if (own != kOwnRules.end()) {
    what = own->what;
  } else if (is_compiler_code(id)) {
    what = "An error of the Rust compiler";
    object["helpUri"] = "https://doc.rust-lang.org/error_codes/" + id + ".html";
  }
  object["shortDescription"] = {{"text", what}};
  return object;
}

// A relative path is one below the folder where the check ran; a URI's special characters are escaped.
std::string uri_of(const std::string& file) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,;=@";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri = file.starts_with('/') ? "file://" : "";
  for (const char c : file) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri += '%';
      uri += kDigits[byte >> 4];
      uri += kDigits[byte & 15];
    }
  }
  return uri;
}

std::string message_of(const Finding& finding) {
  std::string text = finding.message;
  if (!finding.why.empty())
    text += "\n" + finding.why;
  if (!finding.instead.empty())
    text += "\ninstead: " + finding.instead;
  for (const std::string& note : finding.notes) text += "\n" + note;
  return text;
}

json result_object(const Finding& finding, std::size_t rule) {
  json location{{"physicalLocation", {{"artifactLocation", {{"uri", uri_of(finding.file)}}}}}};
  if (finding.begin.line > 0)
    location["physicalLocation"]["region"] = {{"startLine", finding.begin.line},
                                              {"startColumn", finding.begin.column},
                                              {"endLine", finding.end.line},
                                              {"endColumn", finding.end.column}};
  if (!finding.routine.empty())
    location["logicalLocations"] = json::array({{{"name", finding.routine}, {"kind", "function"}}});
  return {{"ruleId", finding.rule},
          {"ruleIndex", rule},
          {"level", level_name(finding.level)},
          {"message", {{"text", message_of(finding)}}},
          {"locations", json::array({location})}};
}

}  // namespace

std::string report_sarif(const CheckReport& report, std::string_view version) {
  std::map<std::string, std::size_t> indexes;
  json rules = json::array();
  json results = json::array();
  for (const Finding& finding : report.findings) {
    const auto [row, is_new] = indexes.try_emplace(finding.rule, rules.size());
    if (is_new)
      rules.push_back(rule_object(finding.rule));
    results.push_back(result_object(finding, row->second));
  }
  const json driver{{"name", "plrust-toolchain"}, {"version", version}, {"rules", rules}};
  const json run{{"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", results}};
  const json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                 {"version", "2.1.0"},
                 {"runs", json::array({run})}};
  return log.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace plrust::toolchain
