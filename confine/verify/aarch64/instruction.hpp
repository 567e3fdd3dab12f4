// SPDX-License-Identifier: PostgreSQL
// One decoded aarch64 instruction in the verifier's own terms. The rules work on these and on nothing of
// LLVM.
#pragma once

#include <cstdint>

#include "confine/verify/instruction.hpp"

namespace plrust::confine::aarch64 {

enum class RegisterClass : std::uint8_t {
  none,
  general64,  // x0 to x30
  general32,
  zero,   // xzr, wzr
  stack,  // sp, wsp
  vector,
  other,  // nothing that an instruction of the allow list may have as an operand
};

struct Register {
  RegisterClass kind = RegisterClass::none;
  std::uint8_t number = 0;  // of general registers

  friend bool operator==(const Register&, const Register&) = default;
  bool is_general() const noexcept {
    return kind == RegisterClass::general64 || kind == RegisterClass::general32;
  }
};

inline constexpr std::uint8_t kScratch = 18;
inline constexpr std::uint8_t kBase = 28;
inline constexpr std::uint8_t kLink = 30;
inline constexpr Register kScratchRegister{RegisterClass::general64, kScratch};
inline constexpr Register kBaseRegister{RegisterClass::general64, kBase};
inline constexpr Register kLinkRegister{RegisterClass::general64, kLink};

// How an address is made. `none`: the instruction has no memory operand.
enum class Addressing : std::uint8_t { none, offset, pre, post, indexed, literal };

// What an instruction does to control flow and to the stack pointer; everything else is `plain`.
enum class Kind : std::uint8_t {
  undecodable,
  refused,  // not on the allow list
  plain,
  hint,
  add,  // of a constant; may adjust the stack pointer
  subtract,
  call,
  call_register,
  jump,
  jump_conditional,
  jump_register,
  ret,
  trap,
};

// The instructions that checked branches consist of, told apart because the form must be exact.
enum class Role : std::uint8_t {
  other,
  bind,  // add x18, x28, wN, uxtw
  load_hash,
  move_half,
  compare,
  jump_equal,
  trap,
  page,       // adrp
  load_slot,  // ldr xN, [xN, #c]
};

inline constexpr std::uint32_t kWordBytes = 4;

struct Instruction {
  std::uint32_t address = 0;  // in the image
  Kind kind = Kind::undecodable;
  Role role = Role::other;
  Access access = Access::none;
  Addressing addressing = Addressing::none;
  std::uint8_t access_bytes = 0;
  std::uint8_t element_bytes = 0;  // that each register of `data` takes or gives
  std::uint8_t register_count = 0;
  std::uint8_t definitions = 0;  // the first so many registers are written
  std::uint8_t data_begin = 0;   // registers that are loaded or stored: [data_begin, data_end)
  std::uint8_t data_end = 0;
  bool plain_index = false;  // of `indexed`: zero-extended 32 bits, not shifted
  bool plain_data = false;   // a load or store of whole registers, and of nothing else
  Register base;
  Register index;
  Register registers[6];  // operands outside the memory operand, in order; write-back first
  // Of a memory operand: the constant in bytes; of a direct branch, adr, adrp or a literal: what is added to
  // the address of the instruction; else the first immediate.
  std::int64_t immediate = 0;
  std::int64_t second_immediate = 0;

  std::uint32_t next() const noexcept { return address + kWordBytes; }
  std::uint64_t target() const noexcept { return address + static_cast<std::uint64_t>(immediate); }
  bool writes_back() const noexcept {
    return addressing == Addressing::pre || addressing == Addressing::post;
  }
};

}  // namespace plrust::confine::aarch64
