// SPDX-License-Identifier: PostgreSQL
// SHA-256, and keys made of several parts. Knows nothing of PostgreSQL.
#pragma once

#include <nettle/sha2.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace plrust::handler {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::span<const std::byte> bytes);
Digest sha256(std::string_view text);

// A digest of parts and of where each of them ends: no two lists of parts give the same input.
class PartsDigest {
 public:
  PartsDigest() noexcept;
  void add(std::string_view part);
  Digest finish() noexcept;  // once

 private:
  sha256_ctx context_;
};

Digest digest_of_parts(std::initializer_list<std::string_view> parts);

std::string_view as_text(const Digest& digest) noexcept;  // its 32 bytes
std::string to_hex(const Digest& digest);

}  // namespace plrust::handler
