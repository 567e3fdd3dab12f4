// SPDX-License-Identifier: PostgreSQL
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "toolchain/audit/difference.hpp"

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

std::string summary(const AuditDifference& against) {
  return fmt::format("against std {}: {} added, {} removed, {} changed", against.version,
                     against.count(Change::added), against.count(Change::removed),
                     against.count(Change::changed));
}

std::string line_of(const DifferentItem& one) {
  const std::string name =
      fmt::format("{}: {} ({})", change_name(one.change), one.row.item.path, one.row.item.kind);
  if (one.change == Change::removed)
    return fmt::format("{}, {}\n", name, one.what);
  return fmt::format("{}: {}{}: {}\n", name, decision_name(one.row.decision),
                     one.what.empty() ? "" : " (" + one.what + ")", one.row.reason);
}

json json_of(const AuditDifference& against) {
  json items = json::array();
  for (const DifferentItem& one : against.items)
    items.push_back({{"change", change_name(one.change)},
                     {"path", one.row.item.path},
                     {"kind", one.row.item.kind},
                     {"decision", decision_name(one.row.decision)},
                     {"reason", one.row.reason},
                     {"what", one.what}});
  return {{"version", against.version},
          {"added", against.count(Change::added)},
          {"removed", against.count(Change::removed)},
          {"changed", against.count(Change::changed)},
          {"items", items}};
}

std::size_t index_of(std::map<std::string, std::size_t>& known, json& texts, const std::string& text) {
  const auto [row, is_new] = known.try_emplace(text, texts.size());
  if (is_new)
    texts.push_back(text);
  return row->second;
}

// The page's table. Words that many rows have are numbers there.
struct PageRows {
  json kinds = json::array();
  json reasons = json::array();
  json rows = json::array();
  json changes = json::object();  // by the number of the row

  void add(const AuditedItem& row) {
    places_.emplace(std::pair(row.item.path, row.item.kind), rows.size());
    rows.push_back(
        json::array({row.item.path, index_of(known_kinds_, kinds, row.item.kind),
                     static_cast<int>(row.decision), index_of(known_reasons_, reasons, row.reason)}));
  }

  void add(const DifferentItem& one) {
    if (one.change == Change::removed)
      add(one.row);
    const std::size_t place = places_.at({one.row.item.path, one.row.item.kind});
    changes[std::to_string(place)] =
        std::string(change_name(one.change)) + (one.what.empty() ? "" : ": " + one.what);
  }

 private:
  std::map<std::string, std::size_t> known_kinds_;
  std::map<std::string, std::size_t> known_reasons_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;
};

}  // namespace

std::string audit_text(const Audit& audit) {
  std::string text;
  if (audit.against)
    for (const DifferentItem& one : audit.against->items) text += line_of(one);
  for (const AuditedItem& row : audit.items)
    if (row.decision == Decision::unreviewed)
      text += fmt::format("unreviewed: {} ({}): {}\n", row.item.path, row.item.kind, row.reason);
  for (const std::string& problem : audit.problems) text += fmt::format("problem: {}\n", problem);
  if (audit.against)
    text += summary(*audit.against) + "\n";
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
                     {"since", row.item.since > 0 ? fmt::format("1.{}", row.item.since) : ""},
                     {"signature", row.item.signature}});
  json object{{"version", audit.version},
              {"allowed", audit.count(Decision::allowed)},
              {"denied", audit.count(Decision::denied)},
              {"unreviewed", audit.count(Decision::unreviewed)},
              {"problems", audit.problems},
              {"items", items}};
  if (audit.against)
    object["against"] = json_of(*audit.against);
  return object.dump(1) + "\n";
}

std::string audit_html(const Audit& audit, const std::string& page_template) {
  PageRows page_rows;
  for (const AuditedItem& row : audit.items) page_rows.add(row);
  if (audit.against)
    for (const DifferentItem& one : audit.against->items) page_rows.add(one);
  const json data{{"summary", summary(audit)},    {"against", audit.against ? summary(*audit.against) : ""},
                  {"problems", audit.problems},   {"kinds", page_rows.kinds},
                  {"reasons", page_rows.reasons}, {"rows", page_rows.rows},
                  {"changes", page_rows.changes}};
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
