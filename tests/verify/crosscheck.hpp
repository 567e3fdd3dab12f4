// SPDX-License-Identifier: PostgreSQL
// What the verifier believes of an instruction, held against a second decoder.
#pragma once

#include <optional>
#include <string>

#include "confine/verify/aarch64/instruction.hpp"
#include "confine/verify/instruction.hpp"
#include "tests/verify/second_decoder.hpp"

namespace plrust::confine::tests {

// What they disagree about, for an instruction that the verifier accepts; nothing if they agree in all that a
// proof depends on: length, memory, address, width, direction, control, stack pointer and reserved registers.
std::optional<std::string> difference(const Instruction& instruction, const SecondOpinion& other);
std::optional<std::string> difference(const aarch64::Instruction& instruction, const SecondOpinion& other);

}  // namespace plrust::confine::tests
