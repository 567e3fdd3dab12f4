// SPDX-License-Identifier: PostgreSQL
// The allow list of aarch64; see confine/verify/instruction_table.hpp for how such a list is read. Names are
// LLVM's opcode names: a form of address that no rule covers has a name that no row contains.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "confine/verify/aarch64/instruction.hpp"

namespace plrust::confine::aarch64 {

// How the operands of a group's instructions say where memory is.
enum class Shape : std::uint8_t {
  none,
  single,    // one register; a constant counts in units of its size, except with write-back
  unscaled,  // one register, a constant in bytes
  pair,      // two registers; constants count in units of one
  bare,      // a base alone: exclusives, atomics, structures
};

// The names that a row allows: every stem, followed by every form. "." is the empty form.
struct AllowedGroup {
  std::string_view reason;
  std::string_view stems;
  std::string_view forms;
  Access access;
  Shape shape;
  std::uint8_t bytes;  // of the memory operand
  Kind kind;
};

struct AllowedInstruction {
  const AllowedGroup* group;
  Addressing addressing;
  std::uint8_t scale;  // of the constant in the address
};

std::span<const AllowedGroup> allowed_groups() noexcept;
std::optional<AllowedInstruction> find_allowed(std::string_view opcode_name) noexcept;

}  // namespace plrust::confine::aarch64
