// SPDX-License-Identifier: PostgreSQL
#include "handler/capabilities.hpp"

#include <algorithm>

#include "handler/boundary.hpp"
#include "handler/name_list.hpp"
#include "handler/settings.hpp"

namespace plrust::handler {

namespace {

[[noreturn]] void fail_not_allowed(const std::string& function, const std::string& capability) {
  throw Error(ERRCODE_INSUFFICIENT_PRIVILEGE,
              "PL/Rust function \"" + function + "\" needs the capability \"" + capability + "\"",
              "plrust.allowed_capabilities does not contain it.",
              "Leave out what uses it, or have a superuser allow it: "
              "ALTER ROLE ... SET plrust.allowed_capabilities = '...'.");
}

}  // namespace

std::vector<std::string> capabilities_of(const std::vector<std::string>& imports) {
  std::vector<std::string> capabilities;
  capabilities.reserve(imports.size());
  for (const std::string& import : imports) {
    capabilities.emplace_back(capability_of(import));
  }
  std::ranges::sort(capabilities);
  capabilities.erase(std::unique(capabilities.begin(), capabilities.end()), capabilities.end());
  return capabilities;
}

void check_capabilities(const std::string& function, const std::vector<std::string>& capabilities) {
  const NameList allowed(settings.allowed_capabilities != nullptr ? settings.allowed_capabilities : "");
  for (const std::string& capability : capabilities) {
    if (!allowed.contains(capability)) {
      fail_not_allowed(function, capability);
    }
  }
}

}  // namespace plrust::handler
