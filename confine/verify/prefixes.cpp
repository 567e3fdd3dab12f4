// SPDX-License-Identifier: PostgreSQL
#include "confine/verify/prefixes.hpp"

#include <algorithm>

namespace plrust::confine {
namespace {

bool count_prefix(std::uint8_t byte, Prefixes& prefixes) {
  switch (byte) {
    case 0x66:
      ++prefixes.operand_size;
      return true;
    case 0x67:
      ++prefixes.address_size;
      return true;
    case 0x65:
      ++prefixes.gs;
      return true;
    case 0x26:
    case 0x2e:
    case 0x36:
    case 0x3e:
    case 0x64:
      ++prefixes.other_segment;
      return true;
    case 0xf0:
      ++prefixes.lock;
      return true;
    case 0xf2:
    case 0xf3:
      ++prefixes.repeat;
      return true;
    default:
      return false;
  }
}

bool moves_control_or_stack(Kind kind) {
  return kind >= Kind::push && kind != Kind::add && kind != Kind::subtract;
}

const char* find_problem(const Prefixes& p, bool lockable, bool repeat_is_opcode,
                         const Instruction& instruction) {
  const Kind kind = instruction.kind;
  if (p.rex_misplaced)
    return "a REX prefix that is not the last one";
  if (p.unsupported_map || (p.vector_extension && (p.rex || p.operand_size + p.repeat + p.lock != 0)))
    return "EVEX, REX2, or VEX with other prefixes";
  if (p.repeat != 0 && !repeat_is_opcode)
    return "a repeat prefix";
  // Padding carries any number of operand-size and segment prefixes and accesses nothing.
  if (kind == Kind::nop && p.lock == 0 && p.repeat <= 1)
    return nullptr;
  if (p.operand_size > 1 || p.address_size > 1 || p.gs > 1 || p.lock > 1 || p.repeat > 1)
    return "a repeated prefix";
  if (p.other_segment != 0)
    return "a segment other than gs";
  if (p.lock != 0 && (!lockable || p.repeat != 0 || instruction.access != Access::write))
    return "a lock prefix where it has no meaning";
  if (p.gs != 0 && instruction.access == Access::none)
    return "a segment prefix without an access";
  // lld writes `addr32 call` when it relaxes a call through the global offset table.
  if (p.address_size != 0 && !instruction.has_memory && kind != Kind::call)
    return "an address-size prefix without an address";
  if (p.operand_size != 0 && moves_control_or_stack(kind))
    return "an operand-size prefix on a branch or stack operation";
  const bool vector = std::any_of(instruction.registers, instruction.registers + instruction.register_count,
                                  [](Register reg) { return reg.kind == RegisterClass::vector; });
  if (p.operand_size != 0 && p.repeat != 0 && vector)
    return "two prefixes that choose the operation";
  return nullptr;
}

}  // namespace

Prefixes read_prefixes(std::span<const std::byte> code) noexcept {
  Prefixes prefixes;
  const std::size_t limit = std::min(code.size(), kMaxInstructionBytes);
  std::size_t at = 0;
  while (at < limit && count_prefix(std::to_integer<std::uint8_t>(code[at]), prefixes)) ++at;
  prefixes.length = static_cast<std::uint8_t>(at);
  if (at < limit && (code[at] & std::byte{0xf0}) == std::byte{0x40}) {
    prefixes.rex = true;
    ++at;
    Prefixes after;
    if (at < limit && ((code[at] & std::byte{0xf0}) == std::byte{0x40} ||
                       count_prefix(std::to_integer<std::uint8_t>(code[at]), after)))
      prefixes.rex_misplaced = true;
  }
  if (at < limit) {
    const auto opcode = std::to_integer<std::uint8_t>(code[at]);
    prefixes.vector_extension = opcode == 0xc4 || opcode == 0xc5;
    prefixes.unsupported_map = opcode == 0x62 || opcode == 0xd5;
  }
  return prefixes;
}

void check_prefixes(const Prefixes& prefixes, bool lockable, bool repeat_is_opcode,
                    Instruction& instruction) noexcept {
  instruction.prefix_problem = find_problem(prefixes, lockable, repeat_is_opcode, instruction);
}

}  // namespace plrust::confine
