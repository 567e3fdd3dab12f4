// SPDX-License-Identifier: PostgreSQL
// DO blocks.
#pragma once

#include "handler/pg.hpp"

namespace plrust::handler {

// Compiles the block, unless this session did so lately, and runs it. Nothing of it is stored. Raises by
// ereport.
void run_inline(const InlineCodeBlock& block);

// Gives back what blocks hold that were left by an error. True if one of them is still active.
bool release_dirty_blocks() noexcept;
std::uint64_t heap_bytes_of_blocks() noexcept;

}  // namespace plrust::handler
