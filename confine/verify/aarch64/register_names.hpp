// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <string_view>

#include "confine/verify/aarch64/instruction.hpp"

namespace plrust::confine::aarch64 {

// From LLVM's name of a register. Names it does not know, such as pairs of general registers and those of
// later extensions, are `other`.
Register register_named(std::string_view name);

}  // namespace plrust::confine::aarch64
