// SPDX-License-Identifier: PostgreSQL
// What a function that only returns a variable says in its machine code about where the variable is.
#pragma once

#include <cstdint>

namespace plrust::handler {

// How many bytes of code variable_returned_by() may read.
inline constexpr unsigned kGetterBytes = 11;

// The address of the 32-bit variable that a function without arguments returns, if its code (x86_64, at least
// kGetterBytes readable bytes) is exactly a load relative to the program counter and a return, perhaps behind
// an endbr64; else null. Source of the encodings: Intel SDM volume 2, MOV (8B /r), RET (C3), ENDBR64 (F3 0F
// 1E FA).
const std::uint32_t* variable_returned_by(const std::uint8_t* code) noexcept;

}  // namespace plrust::handler
