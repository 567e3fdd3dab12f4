// SPDX-License-Identifier: PostgreSQL
#include "confine/verify/aarch64/checked_branches.hpp"

#include <algorithm>

#include "confine/verify/shared_region.hpp"

namespace plrust::confine::aarch64 {
namespace {

constexpr std::size_t kCheckLength = 8;
constexpr std::size_t kSlotLength = 3;
constexpr std::int64_t kUpperHalf = 16;

bool is_free_word(Register reg) {
  return reg.kind == RegisterClass::general32 && reg.number != kScratch && reg.number != kBase &&
         reg.number != kLink;
}

// `code` is eight instructions that end in an indirect branch.
bool is_check(std::span<const Instruction> code) {
  const bool roles = code[0].role == Role::bind && code[1].role == Role::load_hash &&
                     code[2].role == Role::move_half && code[3].role == Role::move_half &&
                     code[4].role == Role::compare && code[5].role == Role::jump_equal &&
                     code[6].role == Role::trap;
  if (!roles || code[7].registers[0] != kScratchRegister)
    return false;
  const Register found = code[1].registers[0];
  const Register wanted = code[2].registers[0];
  const bool reads = is_free_word(found) && code[1].base == kScratchRegister &&
                     code[1].immediate == -std::int64_t{kHashBytes};
  const bool wants = is_free_word(wanted) && wanted != found && code[2].second_immediate == 0 &&
                     code[3].registers[0] == wanted && code[3].second_immediate == kUpperHalf;
  const bool compares = code[4].registers[1] == found && code[4].registers[2] == wanted;
  return reads && wants && compares && code[5].target() == code[7].address;
}

// `code` is three instructions that end in an indirect jump.
bool is_slot_jump(std::span<const Instruction> code, const Image& image) {
  if (code[0].role != Role::page || code[1].role != Role::load_slot)
    return false;
  const Register reg = code[2].registers[0];
  const bool one = reg.kind == RegisterClass::general64 && reg.number != kScratch && reg.number != kBase &&
                   reg.number != kLink && code[0].registers[0] == reg && code[1].registers[0] == reg &&
                   code[1].base == reg;
  const std::uint64_t slot = code[0].target() + static_cast<std::uint64_t>(code[1].immediate);
  return one && std::ranges::binary_search(image.import_slots, slot);
}

}  // namespace

CheckedBranches::CheckedBranches(std::span<const Instruction> instructions, const Image& image)
    : parts_(instructions.size(), Part::none) {
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const Kind kind = instructions[i].kind;
    if (kind != Kind::call_register && kind != Kind::jump_register)
      continue;
    if (i + 1 >= kCheckLength && is_check(instructions.subspan(i + 1 - kCheckLength, kCheckLength))) {
      const std::size_t first = i + 1 - kCheckLength;
      parts_[first] = Part::first;
      std::fill(parts_.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                parts_.begin() + static_cast<std::ptrdiff_t>(i), Part::inside);
      parts_[i] = Part::last;
      hashes_.push_back(static_cast<std::uint32_t>(instructions[first + 2].immediate |
                                                   instructions[first + 3].immediate << kUpperHalf));
    } else if (kind == Kind::jump_register && i + 1 >= kSlotLength &&
               is_slot_jump(instructions.subspan(i + 1 - kSlotLength, kSlotLength), image)) {
      parts_[i - 2] = Part::first;
      parts_[i - 1] = Part::slot;
      parts_[i] = Part::last;
    }
  }
  std::ranges::sort(hashes_);
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
}

}  // namespace plrust::confine::aarch64
