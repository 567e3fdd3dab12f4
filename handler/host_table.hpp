// SPDX-License-Identifier: PostgreSQL
// The host functions of this server, for the loader. They are implemented in host_*.cpp, each file by what it
// gives: memory, errors, system, spi; the memory helpers by confine/runtime. The table itself is generated.
#pragma once

#include <span>

#include "confine/runtime/module.hpp"

namespace plrust::handler {

std::span<const confine::HostFunction> host_functions() noexcept;

}  // namespace plrust::handler
