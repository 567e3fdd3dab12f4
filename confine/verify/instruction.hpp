// SPDX-License-Identifier: PostgreSQL
// One decoded x86-64 instruction in the verifier's own terms. The rules work on these and on nothing of LLVM.
#pragma once

#include <cstdint>

namespace plrust::confine {

enum class RegisterClass : std::uint8_t {
  none,
  gp64,
  gp32,
  gp16,
  gp8,       // low byte
  gp8_high,  // ah, ch, dh, bh
  vector,    // xmm0 to xmm15
  rip,
  no_index,  // eiz, riz: an index field that names no register
  segment,
  other,  // nothing that an instruction of the allow list may have as an operand
};

struct Register {
  RegisterClass kind = RegisterClass::none;
  std::uint8_t number = 0;  // as encoded: rsp is 4; for segments: kGs or another

  friend bool operator==(const Register&, const Register&) = default;
};

inline constexpr std::uint8_t kStackPointer = 4;
inline constexpr std::uint8_t kGs = 5;

constexpr bool is_stack_pointer(Register reg) {
  const bool general = reg.kind == RegisterClass::gp64 || reg.kind == RegisterClass::gp32 ||
                       reg.kind == RegisterClass::gp16 || reg.kind == RegisterClass::gp8;
  return general && reg.number == kStackPointer;
}
inline constexpr Register kRsp{RegisterClass::gp64, kStackPointer};

enum class Access : std::uint8_t {
  none,  // no memory operand, or one that is not accessed (lea, nop)
  read,
  write,  // writes, or reads and writes
};

// What an instruction does to control flow and to the stack pointer; everything else is `plain`.
enum class Kind : std::uint8_t {
  undecodable,
  refused,  // not on the allow list
  plain,
  nop,
  lea,
  push,
  pop,
  add,  // may adjust the stack pointer, by a constant
  subtract,
  call,
  call_register,
  call_memory,
  jump,
  jump_conditional,
  jump_register,
  jump_memory,
  ret,
  trap,
};

struct MemoryOperand {
  Register base;
  Register index;
  Register segment;
  std::uint8_t scale = 1;
  std::int64_t displacement = 0;
};

// The instructions that a checked indirect call consists of, told apart because the form must be exact.
enum class Role : std::uint8_t { other, load_hash, add_hash, jump_equal, trap, truncate, merge_base };

struct Instruction {
  std::uint32_t address = 0;  // in the image
  std::uint8_t length = 0;
  Kind kind = Kind::undecodable;
  Role role = Role::other;
  Access access = Access::none;
  std::uint8_t access_bytes = 0;
  bool has_memory = false;
  bool implicit_stack = false;           // reads or writes the stack pointer beyond its operands
  const char* prefix_problem = nullptr;  // why its prefixes are refused, if they are
  MemoryOperand memory;
  Register registers[4];  // explicit register operands outside the memory operand, in order
  std::uint8_t register_count = 0;
  std::int64_t immediate = 0;  // the last one; for direct branches the displacement

  std::uint32_t next() const noexcept { return address + length; }
  std::uint64_t target() const noexcept { return next() + static_cast<std::uint64_t>(immediate); }
};

}  // namespace plrust::confine
