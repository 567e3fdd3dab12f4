// SPDX-License-Identifier: PostgreSQL
#include "handler/name_list.hpp"

#include <algorithm>

#include "confine/host_functions.hpp"

namespace plrust::handler {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trim(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

void NameList::Iterator::advance() noexcept {
  name_ = {};
  while (name_.empty() && !rest_.empty()) {
    const std::size_t comma = std::min(rest_.find(','), rest_.size());
    name_ = trim(rest_.substr(0, comma));
    rest_.remove_prefix(std::min(comma + 1, rest_.size()));
  }
}

bool NameList::contains(std::string_view name) const noexcept {
  for (const std::string_view item : *this) {
    if (item == name) {
      return true;
    }
  }
  return false;
}

bool is_capability(std::string_view name) noexcept {
  return std::ranges::any_of(confine::kHostFunctions,
                             [name](const confine::HostFunctionInfo& row) { return row.capability == name; });
}

std::string_view capability_of(std::string_view host_function) noexcept {
  const auto row =
      std::ranges::find(confine::kHostFunctions, host_function, &confine::HostFunctionInfo::name);
  return row != confine::kHostFunctions.end() ? row->capability : std::string_view{};
}

}  // namespace plrust::handler
