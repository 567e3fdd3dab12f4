// SPDX-License-Identifier: PostgreSQL
#include "handler/getter_code.hpp"

#include <array>
#include <cstring>

namespace plrust::handler {

namespace {

constexpr std::array<std::uint8_t, 4> kEndbr64{0xf3, 0x0f, 0x1e, 0xfa};
constexpr std::array<std::uint8_t, 2> kLoadEaxRelative{0x8b, 0x05};
constexpr std::uint8_t kReturn = 0xc3;

}  // namespace

const std::uint32_t* variable_returned_by(const std::uint8_t* code) noexcept {
  if (std::memcmp(code, kEndbr64.data(), kEndbr64.size()) == 0) {
    code += kEndbr64.size();
  }
  if (std::memcmp(code, kLoadEaxRelative.data(), kLoadEaxRelative.size()) != 0) {
    return nullptr;
  }
  code += kLoadEaxRelative.size();
  std::int32_t distance = 0;
  std::memcpy(&distance, code, sizeof distance);
  code += sizeof distance;
  if (*code != kReturn) {
    return nullptr;
  }
  // From the instruction behind the load.
  return reinterpret_cast<const std::uint32_t*>(code + distance);
}

}  // namespace plrust::handler
