// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <memory>

#include "confine/rewrite/lines.hpp"

namespace plrust::confine {

// x28 holds the region's base and x18 is scratch; the target reserves both.
std::unique_ptr<InstructionRewriter> make_aarch64_rewriter();

}  // namespace plrust::confine
