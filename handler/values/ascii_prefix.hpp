// SPDX-License-Identifier: PostgreSQL
// Knows nothing of PostgreSQL.
#pragma once

#include <cstddef>

namespace plrust::handler {

// Length of the part in front that is surely ASCII without NUL, looked at 64 bytes at a time: a multiple of
// 64.
std::size_t ascii_prefix(const char* text, std::size_t length) noexcept;

}  // namespace plrust::handler
