// SPDX-License-Identifier: PostgreSQL
#include "confine/verify/aarch64/register_names.hpp"

#include <optional>

namespace plrust::confine::aarch64 {
namespace {

std::optional<std::uint8_t> number_in(std::string_view digits, unsigned limit) {
  unsigned number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9')
      return std::nullopt;
    number = number * 10 + static_cast<unsigned>(digit - '0');
  }
  if (digits.empty() || digits.size() > 2 || number > limit)
    return std::nullopt;
  return static_cast<std::uint8_t>(number);
}

// "Q0", or up to four of one letter: "D30_D31_D0".
bool is_vector(std::string_view name) {
  constexpr std::string_view letters = "BHSDQ";
  const char letter = name.front();
  if (letters.find(letter) == std::string_view::npos)
    return false;
  for (;;) {
    const std::size_t end = name.find('_');
    const std::string_view one = name.substr(0, end);
    if (one.empty() || one.front() != letter || !number_in(one.substr(1), 31))
      return false;
    if (end == std::string_view::npos)
      return true;
    name.remove_prefix(end + 1);
  }
}

}  // namespace

Register register_named(std::string_view name) {
  if (name == "SP" || name == "WSP")
    return {RegisterClass::stack, 0};
  if (name == "XZR" || name == "WZR")
    return {RegisterClass::zero, 0};
  if (name == "FP")
    return {RegisterClass::general64, 29};
  if (name == "LR")
    return kLinkRegister;
  if (name.starts_with("X"))
    if (const auto number = number_in(name.substr(1), 28))
      return {RegisterClass::general64, *number};
  if (name.starts_with("W"))
    if (const auto number = number_in(name.substr(1), 30))
      return {RegisterClass::general32, *number};
  if (!name.empty() && is_vector(name))
    return {RegisterClass::vector, 0};
  return {RegisterClass::other, 0};
}

}  // namespace plrust::confine::aarch64
