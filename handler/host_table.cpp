// SPDX-License-Identifier: PostgreSQL
#include "handler/host_table.hpp"

#include <array>

#include "confine/host_functions.hpp"
#include "handler/name_list.hpp"

namespace plrust::handler {

std::span<const confine::HostFunction> host_functions() noexcept {
#define PLRUST_ROW(name) \
  confine::HostFunction{#name, reinterpret_cast<const void*>(&plrust_import_##name), capability_of(#name)},
  static const std::array table = {PLRUST_HOST_FUNCTIONS(PLRUST_ROW)};
#undef PLRUST_ROW
  return table;
}

}  // namespace plrust::handler
