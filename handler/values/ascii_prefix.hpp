// SPDX-License-Identifier: PostgreSQL
// Knows nothing of PostgreSQL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace plrust::handler {

// Length of the part in front that is surely ASCII without NUL, looked at 64 bytes at a time: a multiple of
// 64.
std::size_t ascii_prefix(const char* text, std::size_t length) noexcept;

inline constexpr std::uint64_t kOneInEachByte = ~std::uint64_t{0} / 0xff;
inline constexpr std::uint64_t kHighBits = kOneInEachByte << 7;

// Whether a text of 8 to 64 bytes is surely ASCII without NUL.
inline bool is_short_ascii(const char* text, std::size_t length) noexcept {
  std::uint64_t bad = 0;
  // A byte is 0 or above 127 if it has its high bit, or gets it when 1 is taken away. What a zero borrows
  // from the byte above may make that one look bad too, which changes nothing.
  const auto look_at = [&](std::size_t place) {
    std::uint64_t word;
    std::memcpy(&word, text + place, sizeof word);
    bad |= (word | (word - kOneInEachByte)) & kHighBits;
  };
  for (std::size_t place = 0; place + sizeof bad < length; place += sizeof bad) {
    look_at(place);
  }
  look_at(length - sizeof bad);
  return bad == 0;
}

}  // namespace plrust::handler
