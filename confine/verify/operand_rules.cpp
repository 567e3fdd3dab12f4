// SPDX-License-Identifier: PostgreSQL
// Memory is reached in three ways only. Through gs with 32-bit registers: the processor computes base + an
// address modulo 4 GiB, so at most kMaxAccess - 1 bytes lie beyond the region, in its dead space. Relative to
// rip, inside the image. And [rsp + constant], which flow.cpp judges. Pages protect what is read-only.
#include "confine/verify/operand_rules.hpp"

#include <algorithm>
#include <span>

#include "confine/abi.hpp"

namespace plrust::confine {
namespace {

bool is_operand_register(Register reg) {
  switch (reg.kind) {
    case RegisterClass::none:
    case RegisterClass::gp64:
    case RegisterClass::gp32:
    case RegisterClass::gp16:
    case RegisterClass::gp8:
    case RegisterClass::gp8_high:
    case RegisterClass::vector:
      return true;
    default:
      return false;
  }
}

bool is_region_register(Register reg) {
  return reg.kind == RegisterClass::none || (reg.kind == RegisterClass::gp32 && !is_stack_pointer(reg));
}

std::span<const Register> registers_of(const Instruction& instruction) {
  return {instruction.registers, instruction.register_count};
}

std::optional<Objection> check_registers(const Instruction& instruction) {
  if (!std::ranges::all_of(registers_of(instruction), is_operand_register))
    return Objection{"register", "a register that confined code may not use"};
  const bool implicit_is_known =
      instruction.kind >= Kind::push && instruction.kind != Kind::add && instruction.kind != Kind::subtract;
  if (instruction.implicit_stack && !implicit_is_known)
    return Objection{"stack-pointer", "uses the stack pointer in a way that is not followed"};
  if (std::ranges::any_of(registers_of(instruction), is_stack_pointer) && !adjusts_stack(instruction))
    return Objection{"stack-pointer", "the stack pointer may only be moved by a constant"};
  return std::nullopt;
}

std::optional<Objection> check_region_access(const MemoryOperand& memory) {
  if (memory.segment.number != kGs)
    return Objection{"segment", "a segment other than gs"};
  if (!is_region_register(memory.base) || !is_region_register(memory.index))
    return Objection{"unconfined-memory", "an address through gs must come from 32-bit registers"};
  // Without a register the displacement is sign-extended to 64 bits unless an address-size prefix is there:
  // only what is the same number either way.
  const bool absolute = memory.base.kind == RegisterClass::none && memory.index.kind == RegisterClass::none;
  if (absolute && (memory.displacement < 0 || memory.displacement > INT32_MAX))
    return Objection{"unconfined-memory", "an absolute address below the region"};
  return std::nullopt;
}

std::optional<Objection> check_image_access(const Instruction& instruction, const Image& image) {
  const MemoryOperand& memory = instruction.memory;
  const std::uint64_t address = instruction.next() + static_cast<std::uint64_t>(memory.displacement);
  if (memory.index.kind != RegisterClass::none ||
      !Range{0, image.span}.holds(address, instruction.access_bytes))
    return Objection{"outside-image", "a rip-relative access outside the image"};
  return std::nullopt;
}

std::optional<Objection> check_address_only(const Instruction& instruction) {
  const MemoryOperand& memory = instruction.memory;
  if (adjusts_stack(instruction))
    return std::nullopt;
  if (is_stack_pointer(memory.base) || is_stack_pointer(memory.index))
    return Objection{"stack-address", "the address of the stack leaves the stack pointer"};
  return std::nullopt;
}

}  // namespace

bool adjusts_stack(const Instruction& instruction) noexcept {
  const auto registers = registers_of(instruction);
  const auto is_rsp = [](Register reg) { return reg == kRsp; };
  if (instruction.kind == Kind::add || instruction.kind == Kind::subtract)
    return registers.size() == 2 && std::ranges::all_of(registers, is_rsp);
  return instruction.kind == Kind::lea && registers.size() == 1 && is_rsp(registers[0]) &&
         instruction.memory.base == kRsp && instruction.memory.index.kind == RegisterClass::none;
}

bool is_stack_access(const Instruction& instruction) noexcept {
  return instruction.access != Access::none && instruction.memory.base == kRsp &&
         instruction.memory.index.kind == RegisterClass::none &&
         instruction.memory.segment.kind == RegisterClass::none;
}

std::optional<Objection> check_operands(const Instruction& instruction, const Image& image) {
  if (instruction.kind == Kind::undecodable)
    return Objection{"undecodable", "not an instruction"};
  if (instruction.kind == Kind::refused)
    return Objection{"instruction", "not on the allow list"};
  if (instruction.prefix_problem != nullptr)
    return Objection{"prefix", instruction.prefix_problem};
  if (auto objection = check_registers(instruction))
    return objection;
  if (instruction.kind == Kind::lea)
    return check_address_only(instruction);
  if (instruction.access == Access::none || is_stack_access(instruction))
    return std::nullopt;
  if (instruction.access_bytes == 0 || instruction.access_bytes > kMaxAccess)
    return Objection{"access-width", "an access of unknown width"};
  if (instruction.memory.segment.kind != RegisterClass::none)
    return check_region_access(instruction.memory);
  if (instruction.memory.base.kind == RegisterClass::rip)
    return check_image_access(instruction, image);
  return Objection{"unconfined-memory", "an address that is not confined to the region"};
}

}  // namespace plrust::confine
