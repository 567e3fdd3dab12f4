// SPDX-License-Identifier: PostgreSQL
// What an instruction may name: registers, and memory that needs no knowledge of what ran before it.
#pragma once

#include <optional>

#include "confine/verify/aarch64/instruction.hpp"
#include "confine/verify/image.hpp"
#include "confine/verify/operand_rules.hpp"

namespace plrust::confine::aarch64 {

// True if the instruction moves the stack pointer by a constant: `add sp, sp, #c`, `sub sp, sp, #c`.
bool adjusts_stack(const Instruction& instruction) noexcept;
// True if its memory operand is [sp + constant]: judged by the depth of the stack (flow.cpp).
bool is_stack_access(const Instruction& instruction) noexcept;
// True if its memory operand is [x18 + constant]: judged by what x18 holds (flow.cpp).
bool is_bound_access(const Instruction& instruction) noexcept;
// True if it writes the general register of that number, or half of it.
bool writes_register(const Instruction& instruction, std::uint8_t number) noexcept;

// The allow list, registers, and every memory operand but those of the two above.
std::optional<Objection> check_operands(const Instruction& instruction, const Image& image);

}  // namespace plrust::confine::aarch64
