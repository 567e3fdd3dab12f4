// SPDX-License-Identifier: PostgreSQL
#include "toolchain/audit/difference.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

using Items = std::map<std::pair<std::string_view, std::string_view>, const AuditedItem*>;

Items items_of(const Audit& audit) {
  Items items;
  // Views of what the audit holds: a pair of strings would be a copy that is gone when this line is.
  for (const AuditedItem& row : audit.items)
    items.emplace(Items::key_type(row.item.path, row.item.kind), &row);
  return items;
}

std::string stability_name(const ApiItem& item) {
  if (item.is_unstable)
    return "unstable";
  return item.since > 0 ? fmt::format("stable since 1.{}", item.since) : "stable";
}

// Empty: the same.
std::string what_changed(const AuditedItem& now, const AuditedItem& before) {
  std::string what;
  const auto add = [&what](const std::string& words) { what += (what.empty() ? "" : "; ") + words; };
  if (now.decision != before.decision)
    add(fmt::format("was {}", decision_name(before.decision)));
  if (now.item.is_unstable != before.item.is_unstable)
    add(fmt::format("{}, was {}", stability_name(now.item), stability_name(before.item)));
  // An older program saved none.
  if (now.item.signature != before.item.signature && !now.item.signature.empty() &&
      !before.item.signature.empty())
    add("another signature");
  return what;
}

Decision decision_of(const std::string& name) {
  for (const Decision decision : {Decision::allowed, Decision::denied, Decision::unreviewed})
    if (decision_name(decision) == name)
      return decision;
  throw Error(fmt::format("'{}' is no decision", name));
}

// "1.97" → 97.
int since_of(const std::string& version) {
  return version.starts_with("1.") ? std::atoi(version.c_str() + 2) : 0;
}

AuditedItem saved_item(const json& row) {
  AuditedItem made;
  made.item.path = row.at("path").get<std::string>();
  made.item.kind = row.at("kind").get<std::string>();
  made.item.is_unstable = row.at("unstable").get<bool>();
  made.item.since = since_of(row.at("since").get<std::string>());
  made.item.signature = row.value("signature", "");
  made.decision = decision_of(row.at("decision").get<std::string>());
  made.reason = row.at("reason").get<std::string>();
  return made;
}

}  // namespace

std::string_view change_name(Change change) {
  constexpr std::array<std::string_view, 3> kNames{"added", "removed", "changed"};
  return kNames[static_cast<std::size_t>(change)];
}

std::size_t AuditDifference::count(Change change) const {
  return static_cast<std::size_t>(std::ranges::count(items, change, &DifferentItem::change));
}

AuditDifference compare(const Audit& audit, const Audit& other) {
  const Items before = items_of(other);
  const Items now = items_of(audit);
  AuditDifference difference;
  difference.version = other.version;
  for (const auto& [key, row] : now) {
    const auto known = before.find(key);
    if (known == before.end())
      difference.items.push_back({Change::added, *row, ""});
    else if (std::string what = what_changed(*row, *known->second); !what.empty())
      difference.items.push_back({Change::changed, *row, std::move(what)});
  }
  for (const auto& [key, row] : before)
    if (!now.contains(key))
      difference.items.push_back(
          {Change::removed, *row, fmt::format("was {}", decision_name(row->decision))});
  std::ranges::stable_sort(difference.items, {}, [](const DifferentItem& one) { return one.row.item.path; });
  return difference;
}

Audit parse_saved_audit(std::string_view text, const std::string& name) {
  try {
    const json object = json::parse(text);
    Audit audit;
    audit.version = object.at("version").get<std::string>();
    audit.problems = object.at("problems").get<std::vector<std::string>>();
    for (const json& row : object.at("items")) audit.items.push_back(saved_item(row));
    return audit;
  } catch (const json::exception& error) {
    throw Error(
        fmt::format("'{}' is not what 'plrust-toolchain audit --json' prints: {}", name, error.what()));
  }
}

}  // namespace plrust::toolchain
