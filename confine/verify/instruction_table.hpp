// SPDX-License-Identifier: PostgreSQL
// The allow list. An instruction is allowed because a row here names it, with what it does to memory;
// anything else, known or not yet invented, is refused. Names are LLVM's opcode names, which spell out the
// operand form ("ADD64mr"), so that a form with an unchecked kind of operand has a name that no row contains.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "confine/verify/instruction.hpp"

namespace plrust::confine {

// The names that a row allows: every stem, followed by every width, followed by every form. An empty `widths`
// means none; "." is the empty form.
struct AllowedGroup {
  std::string_view reason;
  std::string_view stems;
  std::string_view widths;
  std::string_view forms;
  Access access;
  std::uint8_t bytes;  // of the memory operand; 0: none, or what the width says
  bool lockable;       // may carry a lock prefix
  Kind kind;
};

struct AllowedInstruction {
  const AllowedGroup* group;
  std::uint8_t bytes;
};

std::span<const AllowedGroup> allowed_groups() noexcept;
std::optional<AllowedInstruction> find_allowed(std::string_view opcode_name) noexcept;

}  // namespace plrust::confine
