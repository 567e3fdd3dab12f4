// SPDX-License-Identifier: PostgreSQL
// DO blocks.
#pragma once

#include "handler/pg.hpp"

namespace plrust::handler {

// Compiles the block, unless this session did so lately, and runs it. Nothing of it is stored. Raises by
// ereport.
void run_inline(const InlineCodeBlock& block);

}  // namespace plrust::handler
