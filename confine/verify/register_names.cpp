// SPDX-License-Identifier: PostgreSQL
#include "confine/verify/register_names.hpp"

#include <array>

namespace plrust::confine {
namespace {

Register numbered(RegisterClass kind, std::string_view digits, std::string_view suffix) {
  if (!digits.ends_with(suffix))
    return {RegisterClass::other, 0};
  digits.remove_suffix(suffix.size());
  unsigned number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9')
      return {RegisterClass::other, 0};
    number = number * 10 + static_cast<unsigned>(digit - '0');
  }
  return digits.empty() || number > 15 ? Register{RegisterClass::other, 0}
                                       : Register{kind, static_cast<std::uint8_t>(number)};
}

}  // namespace

Register register_named(std::string_view name) {
  constexpr std::array<std::array<std::string_view, 8>, 5> names = {{
      {"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI"},
      {"EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"},
      {"AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI"},
      {"AL", "CL", "DL", "BL", "SPL", "BPL", "SIL", "DIL"},
      {"AH", "CH", "DH", "BH", "", "", "", ""},
  }};
  constexpr std::array kinds = {RegisterClass::gp64, RegisterClass::gp32, RegisterClass::gp16,
                                RegisterClass::gp8, RegisterClass::gp8_high};
  for (std::size_t i = 0; i < kinds.size(); ++i)
    for (std::size_t number = 0; number < names[i].size(); ++number)
      if (!name.empty() && names[i][number] == name)
        return {kinds[i], static_cast<std::uint8_t>(number)};
  if (name == "RIP")
    return {RegisterClass::rip, 0};
  if (name == "EIZ" || name == "RIZ")
    return {RegisterClass::no_index, 0};
  if (name == "GS")
    return {RegisterClass::segment, kGs};
  if (name.starts_with("XMM"))
    return numbered(RegisterClass::vector, name.substr(3), "");
  if (name.starts_with("R")) {
    const std::string_view rest = name.substr(1);
    if (rest.ends_with("D"))
      return numbered(RegisterClass::gp32, rest, "D");
    if (rest.ends_with("W"))
      return numbered(RegisterClass::gp16, rest, "W");
    if (rest.ends_with("B"))
      return numbered(RegisterClass::gp8, rest, "B");
    return numbered(RegisterClass::gp64, rest, "");
  }
  return {RegisterClass::other, 0};
}

}  // namespace plrust::confine
