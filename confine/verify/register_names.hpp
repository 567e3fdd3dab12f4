// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <string_view>

#include "confine/verify/instruction.hpp"

namespace plrust::confine {

// From LLVM's name of a register. Names it does not know, such as those of later extensions, are `other`.
Register register_named(std::string_view name);

}  // namespace plrust::confine
