// SPDX-License-Identifier: PostgreSQL
#include "toolchain/audit/review.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

std::string text_at(const toml::table& table, const char* key, const std::string& name) {
  const auto value = table[key].value<std::string>();
  if (!value || value->empty())
    throw Error(fmt::format("'{}' has no '{}'", name, key));
  return *value;
}

// "1.96.0" → 96.
int minor_version(const std::string& version) {
  const std::size_t dot = version.find('.');
  return version.starts_with("1.") ? std::atoi(version.c_str() + dot + 1) : 0;
}

std::string parent_of(const std::string& path) {
  const std::size_t at = path.rfind("::");
  return at == std::string::npos ? std::string() : path.substr(0, at);
}

class Auditor {
 public:
  explicit Auditor(const Review& review) : review_(&review), reviewed_(minor_version(review.version)) {}

  AuditedItem decide(ApiItem item) {
    AuditedItem made{std::move(item), Decision::denied, {}};
    const auto [rule, is_exact] = find_rule(made.item.path);
    if (rule != review_->allowed.end())
      used_.insert(rule->first);
    if (made.item.is_untrusted) {
      made.reason = made.item.reason;
      if (is_exact)
        problems.push_back(fmt::format("api.toml allows '{}', which policy.toml denies", made.item.path));
    } else if (made.item.is_unstable) {
      made.reason = review_->unstable;
    } else if (rule == review_->allowed.end()) {
      made.decision = Decision::unreviewed;
      made.reason = "no rule of api.toml covers it";
    } else if (made.item.since > reviewed_ && !is_exact) {
      made.decision = Decision::unreviewed;
      made.reason = fmt::format("stable since 1.{}, which is later than the review", made.item.since);
    } else {
      made.decision = Decision::allowed;
      made.reason = review_->reasons[rule->second];
    }
    return made;
  }

  void find_unused() {
    for (const auto& [path, reason] : review_->allowed)
      if (!used_.contains(path))
        problems.push_back(fmt::format("api.toml names '{}', which is not there", path));
  }

  std::vector<std::string> problems;

 private:
  using Rule = std::map<std::string, std::size_t>::const_iterator;

  std::pair<Rule, bool> find_rule(const std::string& path) const {
    for (std::string at = path; !at.empty(); at = parent_of(at))
      if (const auto rule = review_->allowed.find(at); rule != review_->allowed.end())
        return {rule, at == path};
    return {review_->allowed.end(), false};
  }

  const Review* review_;
  int reviewed_;
  std::set<std::string> used_;
};

}  // namespace

Review Review::parse(std::string_view toml, const std::string& name) {
  toml::table table;
  try {
    table = toml::parse(toml);
  } catch (const toml::parse_error& error) {
    throw Error(fmt::format("'{}', line {}: {}", name, error.source().begin.line, error.description()));
  }
  Review review;
  review.version = text_at(table, "reviewed", name);
  review.unstable = text_at(table, "unstable", name);
  const toml::array* rules = table["allow"].as_array();
  if (rules == nullptr)
    throw Error(fmt::format("'{}' has no [[allow]]", name));
  for (const toml::node& node : *rules) {
    const toml::table* rule = node.as_table();
    const toml::array* items = rule != nullptr ? (*rule)["items"].as_array() : nullptr;
    if (items == nullptr || items->empty())
      throw Error(fmt::format("an [[allow]] of '{}' has no items", name));
    review.reasons.push_back(text_at(*rule, "reason", name));
    for (const toml::node& item : *items) {
      const auto path = item.value<std::string>();
      if (!path || !(*path == "std" || path->starts_with("std::")))
        throw Error(fmt::format("an item of '{}' is not a path below std", name));
      if (!review.allowed.emplace(*path, review.reasons.size() - 1).second)
        throw Error(fmt::format("'{}' names '{}' twice", name, *path));
    }
  }
  return review;
}

std::size_t Audit::count(Decision decision) const {
  return static_cast<std::size_t>(std::ranges::count(items, decision, &AuditedItem::decision));
}

Audit audit(std::vector<ApiItem> api, const Review& review, const Policy& policy) {
  Audit made;
  Auditor auditor(review);
  std::set<std::string> untrusted;
  for (ApiItem& item : api) {
    if (item.is_untrusted)
      untrusted.insert(item.path);
    made.items.push_back(auditor.decide(std::move(item)));
  }
  auditor.find_unused();
  made.problems = std::move(auditor.problems);
  for (const PolicyRow& row : policy.rows())
    if (!untrusted.contains(row.item))
      made.problems.push_back(
          fmt::format("policy.toml denies '{}', which std does not show as denied", row.item));
  return made;
}

std::string_view decision_name(Decision decision) {
  switch (decision) {
    case Decision::allowed:
      return "allowed";
    case Decision::denied:
      return "denied";
    case Decision::unreviewed:
      return "unreviewed";
  }
  return "";
}

}  // namespace plrust::toolchain
