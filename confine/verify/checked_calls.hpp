// SPDX-License-Identifier: PostgreSQL
// The only form in which an indirect branch may occur, and what follows from it for the rest of the text.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "confine/verify/image.hpp"
#include "confine/verify/instruction.hpp"

namespace plrust::confine {

//   movl $-hash, %r10d            (or r11d)
//   addl %gs:-4(%t32), %r10d
//   je   1f
//   ud2
// 1: movl %t32, %t32
//   orq  %gs:kBaseSlot, %t
//   call *%t                      (or jmp)
// After it, control is at base | low half of t, and the four bytes before that are `hash`.
class CheckedCalls {
 public:
  explicit CheckedCalls(std::span<const Instruction> instructions);

  // True if the indirect branch at this index ends a checked sequence.
  bool is_checked(std::uint32_t index) const noexcept { return parts_[index] == Part::last; }
  // True if a branch to this instruction would skip part of a check. The jump of the check itself may.
  bool is_inside(std::uint32_t index) const noexcept {
    return parts_[index] == Part::inside || parts_[index] == Part::last;
  }
  // Hashes that checks of this module ask for, sorted.
  const std::vector<std::uint32_t>& hashes() const noexcept { return hashes_; }

 private:
  enum class Part : std::uint8_t { none, first, inside, last };

  std::vector<Part> parts_;
  std::vector<std::uint32_t> hashes_;
};

}  // namespace plrust::confine
