// SPDX-License-Identifier: PostgreSQL
// The prefixes of one x86-64 instruction, as the processor reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "confine/verify/instruction.hpp"

namespace plrust::confine {

struct Prefixes {
  std::uint8_t length = 0;         // legacy prefixes, without REX
  std::uint8_t operand_size = 0;   // 66: how many
  std::uint8_t address_size = 0;   // 67
  std::uint8_t gs = 0;             // 65
  std::uint8_t other_segment = 0;  // 26 2e 36 3e 64
  std::uint8_t lock = 0;           // f0
  std::uint8_t repeat = 0;         // f2 or f3
  bool rex_misplaced = false;      // a REX prefix that the processor would ignore
  bool vector_extension = false;   // VEX
  bool unsupported_map = false;    // EVEX or REX2
  bool rex = false;
};

inline constexpr std::size_t kMaxInstructionBytes = 15;

Prefixes read_prefixes(std::span<const std::byte> code) noexcept;

// Sets `instruction.prefix_problem` if the prefixes are not the plain ones that its kind and operands call
// for. `lockable`: the allow list lets this instruction carry a lock prefix. `repeat_is_opcode`: f2 or f3 is
// part of its opcode.
void check_prefixes(const Prefixes& prefixes, bool lockable, bool repeat_is_opcode,
                    Instruction& instruction) noexcept;

}  // namespace plrust::confine
