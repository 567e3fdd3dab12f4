// SPDX-License-Identifier: PostgreSQL
#include "handler/values/ascii_prefix.hpp"

#include <cstdint>
#include <cstring>

namespace plrust::handler {

namespace {

using Bytes16 __attribute__((vector_size(16))) = std::int8_t;
using Halves __attribute__((vector_size(16))) = std::uint64_t;

constexpr std::size_t kStride = 64;

Bytes16 load(const char* from) noexcept {
  Bytes16 bytes;
  std::memcpy(&bytes, from, sizeof bytes);
  return bytes;
}

}  // namespace

std::size_t ascii_prefix(const char* text, std::size_t length) noexcept {
  std::size_t checked = 0;
  for (; length - checked >= kStride; checked += kStride) {
    const char* const at = text + checked;
    // As signed numbers, ASCII is above 0 and everything else is not.
    const Bytes16 good = (load(at) > 0) & (load(at + 16) > 0) & (load(at + 32) > 0) & (load(at + 48) > 0);
    const auto halves = reinterpret_cast<Halves>(good);
    if ((halves[0] & halves[1]) != ~std::uint64_t{0}) {
      break;
    }
  }
  return checked;
}

}  // namespace plrust::handler
