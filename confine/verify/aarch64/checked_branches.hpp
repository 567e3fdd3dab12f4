// SPDX-License-Identifier: PostgreSQL
// The only two forms in which an indirect branch may occur.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "confine/verify/aarch64/instruction.hpp"
#include "confine/verify/image.hpp"

namespace plrust::confine::aarch64 {

//   add  x18, x28, wN, uxtw
//   ldur wA, [x18, #-4]
//   movk wB, #low
//   movk wB, #high, lsl #16
//   cmp  wA, wB
//   b.eq 1f
//   brk  …
// 1: blr x18                      (or br)
// After it, control is in the region, behind a word that is the hash; or the processor has found the address
// not to be aligned.
//
//   adrp xN, page
//   ldr  xN, [xN, #offset]        the slot of an import
//   br   xN
class CheckedBranches {
 public:
  CheckedBranches(std::span<const Instruction> instructions, const Image& image);

  // True if the indirect branch at this index ends one of the forms.
  bool is_checked(std::uint32_t index) const noexcept { return parts_[index] == Part::last; }
  // True if a branch to this instruction would skip part of a form. The jump of the check itself may.
  bool is_inside(std::uint32_t index) const noexcept {
    return parts_[index] == Part::inside || parts_[index] == Part::last || parts_[index] == Part::slot;
  }
  // True if this load reads the slot of an import, as part of the second form.
  bool reads_slot(std::uint32_t index) const noexcept { return parts_[index] == Part::slot; }
  // True if the jump at one index is that of the check whose branch is at the other.
  bool is_own_jump(std::uint32_t jump, std::uint32_t branch) const noexcept {
    return branch == jump + 2 && parts_[jump] == Part::inside && parts_[branch] == Part::last;
  }
  // Hashes that checks of this module ask for, sorted.
  const std::vector<std::uint32_t>& hashes() const noexcept { return hashes_; }

 private:
  enum class Part : std::uint8_t { none, first, inside, slot, last };

  std::vector<Part> parts_;
  std::vector<std::uint32_t> hashes_;
};

}  // namespace plrust::confine::aarch64
