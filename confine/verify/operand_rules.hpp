// SPDX-License-Identifier: PostgreSQL
// What an instruction may name: registers, and memory that needs no knowledge of the stack.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "confine/verify/image.hpp"
#include "confine/verify/instruction.hpp"

namespace plrust::confine {

struct Objection {
  std::string_view rule;
  std::string why;
};

// True if the instruction moves the stack pointer by a constant, in one of the three forms that may: `addq`,
// `subq`, `leaq c(%rsp), %rsp`.
bool adjusts_stack(const Instruction& instruction) noexcept;
// True if its memory operand is [rsp + constant]: judged by the depth of the stack (flow.cpp).
bool is_stack_access(const Instruction& instruction) noexcept;

// The allow list, prefixes, registers and every memory operand but those of is_stack_access.
std::optional<Objection> check_operands(const Instruction& instruction, const Image& image);

}  // namespace plrust::confine
