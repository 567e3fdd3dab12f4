// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <memory>

#include "confine/rewrite/lines.hpp"

namespace plrust::confine {

// For AT&T syntax as LLVM prints it.
std::unique_ptr<InstructionRewriter> make_x86_64_rewriter();

}  // namespace plrust::confine
