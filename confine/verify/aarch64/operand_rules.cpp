// SPDX-License-Identifier: PostgreSQL
// Memory is reached in five ways only. [x28, wN, uxtw] is the region's base plus 32 bits, and [x28 +
// constant] needs nothing else: x28 is never written. [x18 + constant] where flow.cpp knows that x18 holds
// such a sum. [sp + constant], which flow.cpp judges, too. And relative to the program counter, inside the
// image. The largest constants reach 64 KiB up and 1 KiB down, into the region's dead space; pages protect
// what is read-only.
#include "confine/verify/aarch64/operand_rules.hpp"

#include <algorithm>
#include <span>

#include "confine/abi.hpp"

namespace plrust::confine::aarch64 {
namespace {

std::span<const Register> registers_of(const Instruction& instruction) {
  return {instruction.registers, instruction.register_count};
}

// nop, yield, and the four of bti: numbers of the hint instruction.
bool is_plain_hint(std::int64_t number) {
  constexpr std::int64_t bti = 32;
  constexpr std::int64_t last = 38;
  return number == 0 || number == 1 || (number >= bti && number <= last && number % 2 == 0);
}

std::optional<Objection> check_registers(const Instruction& instruction) {
  const auto registers = registers_of(instruction);
  if (std::ranges::any_of(registers, [](Register reg) { return reg.kind == RegisterClass::other; }))
    return Objection{"register", "a register that confined code may not use"};
  if (writes_register(instruction, kBase))
    return Objection{"reserved-register", "writes x28, the region's base"};
  const auto is_stack = [](Register reg) { return reg.kind == RegisterClass::stack; };
  const auto named = instruction.writes_back() ? registers.subspan(1) : registers;
  if (std::ranges::any_of(named, is_stack) && !adjusts_stack(instruction))
    return Objection{"stack-pointer", "the stack pointer may only be moved by a constant"};
  if (instruction.kind == Kind::ret && registers[0] != kLinkRegister)
    return Objection{"unchecked-branch", "a return through another register than x30"};
  return std::nullopt;
}

std::optional<Objection> check_region_access(const Instruction& instruction) {
  if (instruction.writes_back())
    return Objection{"reserved-register", "only the stack pointer may be written back"};
  if (instruction.base != kBaseRegister)
    return Objection{"unconfined-memory", "an address that is not confined to the region"};
  if (instruction.addressing != Addressing::indexed)
    return std::nullopt;
  const bool word =
      instruction.index.kind == RegisterClass::general32 || instruction.index.kind == RegisterClass::zero;
  if (!word || !instruction.plain_index)
    return Objection{"unconfined-memory", "the index must be a zero-extended word that is not shifted"};
  return std::nullopt;
}

}  // namespace

bool adjusts_stack(const Instruction& instruction) noexcept {
  const auto registers = registers_of(instruction);
  return (instruction.kind == Kind::add || instruction.kind == Kind::subtract) && registers.size() == 2 &&
         std::ranges::all_of(registers, [](Register reg) { return reg.kind == RegisterClass::stack; });
}

bool is_stack_access(const Instruction& instruction) noexcept {
  return instruction.base.kind == RegisterClass::stack && instruction.addressing != Addressing::indexed;
}

bool is_bound_access(const Instruction& instruction) noexcept {
  return instruction.base == kScratchRegister && instruction.addressing == Addressing::offset;
}

bool writes_register(const Instruction& instruction, std::uint8_t number) noexcept {
  return std::ranges::any_of(registers_of(instruction).first(instruction.definitions),
                             [&](Register reg) { return reg.is_general() && reg.number == number; });
}

std::optional<Objection> check_operands(const Instruction& instruction, const Image& image) {
  if (instruction.kind == Kind::undecodable)
    return Objection{"undecodable", "not an instruction"};
  if (instruction.kind == Kind::refused || instruction.definitions > instruction.register_count)
    return Objection{"instruction", "not on the allow list"};
  if (instruction.kind == Kind::hint && !is_plain_hint(instruction.immediate))
    return Objection{"instruction", "a hint that is not on the allow list"};
  if (auto objection = check_registers(instruction))
    return objection;
  if (instruction.addressing == Addressing::none || is_stack_access(instruction) ||
      is_bound_access(instruction))
    return std::nullopt;
  if (instruction.addressing != Addressing::literal)
    return check_region_access(instruction);
  if (!Range{0, image.span}.holds(instruction.target(), instruction.access_bytes))
    return Objection{"outside-image", "a relative access outside the image"};
  return std::nullopt;
}

}  // namespace plrust::confine::aarch64
