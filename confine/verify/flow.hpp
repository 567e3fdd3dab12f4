// SPDX-License-Identifier: PostgreSQL
// Follows every path from every entry: which instructions can run, and how deep the stack is at each.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "confine/verify/checked_calls.hpp"
#include "confine/verify/image.hpp"
#include "confine/verify/instruction.hpp"
#include "confine/verify/report.hpp"

namespace plrust::confine {

// A frame deeper than this is refused: the boundary's room for an error on the stack is four times as much.
inline constexpr std::int64_t kMaxFrameBytes = 64 << 10;
inline constexpr std::int64_t kRedZone = 128;
// How far below the deepest access so far the next one may be: the page that the compiler probes large frames
// by, and what is pushed or lies in the red zone beside it. Two pages of guard are never stepped over.
inline constexpr std::int64_t kMaxUntouched = 4096 + 2 * kRedZone;

class Flow {
 public:
  Flow(const Image& image, std::span<const Instruction> instructions, const CheckedCalls& calls,
       Report& report);

  // An address that can be reached with the return address on top of the stack.
  void add_entry(std::uint64_t address, std::string_view what);
  // After all other entries: an unreached `movl $imm32, %eax` is how a function's type hash stands before it.
  // What follows is an entry to whoever asks for that hash, be it another module: it is followed too.
  void add_preambles();
  // After the last entry: applies the rules to every instruction that can run.
  void judge();

  std::int64_t frame_bytes() const noexcept { return frame_bytes_; }
  std::vector<std::uint32_t> entries() const;  // sorted

 private:
  static constexpr std::uint32_t kNotAStart = ~std::uint32_t{0};

  struct State {
    std::int32_t depth = -1;   // bytes between the return slot and the stack pointer; -1: not reached
    std::int32_t touched = 0;  // whole pages below the return slot that are known to have been accessed
  };

  std::uint32_t index_at(std::uint64_t address) const noexcept;
  void reach(std::uint32_t index, State state, std::uint64_t from);
  void branch(const Instruction& from, State state);
  void fall_through(std::uint32_t index, State state);
  void follow();
  void step(std::uint32_t index);
  State after(const Instruction& instruction, State state) const noexcept;

  void judge_instruction(std::uint32_t index);
  void judge_stack_access(const Instruction& instruction, State state);
  void judge_frame(const Instruction& instruction, State state);
  void judge_control(std::uint32_t index, State state);
  void judge_slot(const Instruction& instruction);
  void refuse(std::string_view rule, const Instruction& instruction, std::string why);

  const Image& image_;
  std::span<const Instruction> instructions_;
  const CheckedCalls& calls_;
  Report& report_;
  std::vector<std::uint32_t> index_;  // by offset in the text
  std::vector<State> states_;
  std::vector<bool> is_entry_;
  std::vector<std::uint32_t> work_;
  std::int64_t frame_bytes_ = 0;
};

}  // namespace plrust::confine
