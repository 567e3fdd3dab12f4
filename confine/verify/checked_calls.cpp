// SPDX-License-Identifier: PostgreSQL
#include "confine/verify/checked_calls.hpp"

#include <algorithm>

#include "confine/abi.hpp"

namespace plrust::confine {
namespace {

constexpr std::size_t kSequenceLength = 7;

bool is_gs(const Instruction& instruction) {
  return instruction.has_memory && instruction.memory.segment == Register{RegisterClass::segment, kGs} &&
         instruction.memory.index.kind == RegisterClass::none;
}

// `code` is seven instructions that end in an indirect branch.
bool is_sequence(std::span<const Instruction> code) {
  const Instruction& branch = code[6];
  if (branch.register_count != 1 || branch.registers[0].kind != RegisterClass::gp64)
    return false;
  const Register target{RegisterClass::gp32, branch.registers[0].number};
  const Register scratch = code[0].registers[0];
  const bool scratch_is_free = scratch.kind == RegisterClass::gp32 && scratch.number != target.number &&
                               (scratch.number == 10 || scratch.number == 11);
  const bool roles = code[0].role == Role::load_hash && code[1].role == Role::add_hash &&
                     code[2].role == Role::jump_equal && code[3].role == Role::trap &&
                     code[4].role == Role::truncate && code[5].role == Role::merge_base;
  if (!roles || !scratch_is_free)
    return false;
  const bool compares = code[1].registers[0] == scratch && code[1].registers[1] == scratch &&
                        is_gs(code[1]) && code[1].memory.base == target && code[1].memory.displacement == -4;
  const bool skips_trap = code[2].target() == code[4].address;
  const bool truncates =
      code[4].register_count == 2 && code[4].registers[0] == target && code[4].registers[1] == target;
  const bool merges = code[5].register_count == 2 && code[5].registers[0] == branch.registers[0] &&
                      code[5].registers[1] == branch.registers[0] && is_gs(code[5]) &&
                      code[5].memory.base.kind == RegisterClass::none &&
                      code[5].memory.displacement == std::int64_t{kBaseSlot};
  return compares && skips_trap && truncates && merges &&
         std::ranges::all_of(code, [](const Instruction& i) { return i.prefix_problem == nullptr; });
}

}  // namespace

CheckedCalls::CheckedCalls(std::span<const Instruction> instructions)
    : parts_(instructions.size(), Part::none) {
  for (std::size_t i = kSequenceLength - 1; i < instructions.size(); ++i) {
    const Kind kind = instructions[i].kind;
    if (kind != Kind::call_register && kind != Kind::jump_register)
      continue;
    const std::size_t first = i + 1 - kSequenceLength;
    const auto code = instructions.subspan(first, kSequenceLength);
    if (!is_sequence(code))
      continue;
    parts_[first] = Part::first;
    std::fill(parts_.begin() + static_cast<std::ptrdiff_t>(first) + 1,
              parts_.begin() + static_cast<std::ptrdiff_t>(i), Part::inside);
    parts_[i] = Part::last;
    hashes_.push_back(0U - static_cast<std::uint32_t>(code[0].immediate));
  }
  std::ranges::sort(hashes_);
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
}

}  // namespace plrust::confine
