// SPDX-License-Identifier: PostgreSQL
// Follows every path from every entry: which instructions can run, how deep the stack is at each, where the
// return address is, and whether x18 holds an address of the region.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "confine/verify/aarch64/checked_branches.hpp"
#include "confine/verify/aarch64/instruction.hpp"
#include "confine/verify/image.hpp"
#include "confine/verify/report.hpp"

namespace plrust::confine::aarch64 {

// A frame deeper than this is refused, as on x86_64.
inline constexpr std::int64_t kMaxFrameBytes = 64 << 10;
inline constexpr std::int64_t kStackAlignment = 16;
// A call does not touch the stack here: a callee starts with up to this much below it untouched. LLVM leaves
// at most 1 KiB, and what was touched is known to the KiB.
inline constexpr std::int64_t kMaxUntouchedAtCall = 2048;
// How far below what is known to be touched the next access may be: with the above, and the widest access,
// less than two pages, so that two pages of guard are never stepped over.
inline constexpr std::int64_t kMaxUntouched = std::int64_t{2} * 4096 - kMaxUntouchedAtCall - 64;

class Flow {
 public:
  Flow(const Image& image, std::span<const Instruction> instructions, const CheckedBranches& branches,
       Report& report);

  // An address that can be reached with the return address in x30.
  void add_entry(std::uint64_t address, std::string_view what);
  // After the last entry: applies the rules to every instruction that can run.
  void judge();

  std::int64_t frame_bytes() const noexcept { return frame_bytes_; }
  // Sorted. Besides what was added: whatever stands behind a word that cannot run, where a type hash is, and
  // was reached as entries are.
  std::vector<std::uint32_t> entries() const;

 private:
  static constexpr std::uint32_t kNotAStart = ~std::uint32_t{0};

  struct State {
    std::int32_t depth = -1;   // bytes between the stack pointer at entry and now; -1: not reached
    std::int32_t touched = 0;  // so many bytes below the former are known to have been accessed; whole KiB
    std::int32_t saved = 0;    // the return address is so many bytes below it; 0: not in the frame
    bool link = false;         // x30 is the return address
    bool bound = false;        // x18 is base + 32 bits

    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr State kEntry{0, 0, 0, true, false};

  std::uint32_t index_at(std::uint64_t address) const noexcept;
  void reach(std::uint32_t index, const State& state, std::uint64_t from);
  void branch(std::uint32_t from, const State& state);
  void fall_through(std::uint32_t index, const State& state);
  void follow();
  void step(std::uint32_t index);
  static State after(const Instruction& instruction, State state) noexcept;
  static void follow_link(const Instruction& instruction, std::int64_t top, State& state) noexcept;

  void judge_instruction(std::uint32_t index);
  void judge_stack_access(const Instruction& instruction, const State& state);
  void judge_frame(const Instruction& instruction, const State& state);
  void judge_control(std::uint32_t index, const State& state);
  void refuse(std::string_view rule, const Instruction& instruction, std::string why);

  const Image& image_;
  std::span<const Instruction> instructions_;
  const CheckedBranches& branches_;
  Report& report_;
  std::vector<State> states_;
  std::vector<bool> is_entry_;
  std::vector<std::uint32_t> work_;
  std::int64_t frame_bytes_ = 0;
};

}  // namespace plrust::confine::aarch64
