// SPDX-License-Identifier: PostgreSQL
// std-patches/api.toml: what has been looked at of std, and why it may stay. What is denied is said
// by policy.toml; what is unstable, no user can name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/audit/public_api.hpp"
#include "toolchain/patching/policy.hpp"

namespace plrust::toolchain {

struct Review {
  std::string version;                         // up to this one all of the rules' items were looked at
  std::string unstable;                        // why what is unstable is denied
  std::vector<std::string> reasons;            // of the rules
  std::map<std::string, std::size_t> allowed;  // path → index of its reason; covers what is below, too

  // `name` is the file's, for messages. Throws Error.
  static Review parse(std::string_view toml, const std::string& name);
};

enum class Decision { allowed, denied, unreviewed };

struct AuditedItem {
  ApiItem item;
  Decision decision = Decision::unreviewed;
  std::string reason;
};

enum class Change { added, removed, changed };

struct DifferentItem {
  Change change;
  AuditedItem row;   // of what was removed: as it was
  std::string what;  // was denied, another signature, …
};

// From another audit (toolchain/audit/difference.hpp).
struct AuditDifference {
  std::string version;  // of Rust, there
  std::vector<DifferentItem> items;

  std::size_t count(Change change) const;
};

struct Audit {
  std::string version;  // of Rust
  std::vector<AuditedItem> items;
  std::optional<AuditDifference> against;
  std::vector<std::string> problems;  // where api.toml, policy.toml and std contradict each other

  std::size_t count(Decision decision) const;
};

// The most specific rule decides. An item that became stable after the reviewed version is unreviewed unless
// a rule names it exactly.
Audit audit(std::vector<ApiItem> api, const Review& review, const Policy& policy);

std::string_view decision_name(Decision decision);
std::string audit_text(const Audit& audit);
std::string audit_json(const Audit& audit);
// One page, complete in itself.
std::string audit_html(const Audit& audit, const std::string& page_template);

}  // namespace plrust::toolchain
