// SPDX-License-Identifier: PostgreSQL
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "toolchain/audit/review.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

// In the page's template, inside of a <script> of type application/json.
constexpr std::string_view kDataMark = "{{ data }}";

std::string summary(const Audit& audit) {
  return fmt::format("std {}: {} items, {} allowed, {} denied, {} unreviewed", audit.version,
                     audit.items.size(), audit.count(Decision::allowed), audit.count(Decision::denied),
                     audit.count(Decision::unreviewed));
}

std::size_t index_of(std::map<std::string, std::size_t>& known, json& texts, const std::string& text) {
  const auto [row, is_new] = known.try_emplace(text, texts.size());
  if (is_new)
    texts.push_back(text);
  return row->second;
}

}  // namespace

std::string audit_text(const Audit& audit) {
  std::string text;
  for (const AuditedItem& row : audit.items)
    if (row.decision == Decision::unreviewed)
      text += fmt::format("unreviewed: {} ({}): {}\n", row.item.path, row.item.kind, row.reason);
  for (const std::string& problem : audit.problems) text += fmt::format("problem: {}\n", problem);
  return text + summary(audit) + "\n";
}

std::string audit_json(const Audit& audit) {
  json items = json::array();
  for (const AuditedItem& row : audit.items)
    items.push_back({{"path", row.item.path},
                     {"kind", row.item.kind},
                     {"decision", decision_name(row.decision)},
                     {"reason", row.reason},
                     {"unstable", row.item.is_unstable},
                     {"since", row.item.since > 0 ? fmt::format("1.{}", row.item.since) : ""}});
  const json object{{"version", audit.version},
                    {"allowed", audit.count(Decision::allowed)},
                    {"denied", audit.count(Decision::denied)},
                    {"unreviewed", audit.count(Decision::unreviewed)},
                    {"problems", audit.problems},
                    {"items", items}};
  return object.dump(1) + "\n";
}

std::string audit_html(const Audit& audit, const std::string& page_template) {
  json kinds = json::array();
  json reasons = json::array();
  json rows = json::array();
  std::map<std::string, std::size_t> known_kinds;
  std::map<std::string, std::size_t> known_reasons;
  for (const AuditedItem& row : audit.items)
    rows.push_back(
        json::array({row.item.path, index_of(known_kinds, kinds, row.item.kind),
                     static_cast<int>(row.decision), index_of(known_reasons, reasons, row.reason)}));
  const json data{{"summary", summary(audit)},
                  {"problems", audit.problems},
                  {"kinds", kinds},
                  {"reasons", reasons},
                  {"rows", rows}};
  std::string text = data.dump();
  // "</script>" would end the element, "<!--" change how it is read.
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1))
    text.replace(at, 1, "\\u003c");
  std::string page = page_template;
  const std::size_t mark = page.find(kDataMark);
  if (mark == std::string::npos)
    throw Error("the template of the audit's page has no place for the data");
  return page.replace(mark, kDataMark.size(), text);
}

}  // namespace plrust::toolchain
