// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace plrust::confine {

// SHA-256 in lower-case hex.
std::string sha256_hex(std::span<const std::byte> bytes);

}  // namespace plrust::confine
