// SPDX-License-Identifier: PostgreSQL
// Memory contexts for values on their way. They are used over and over: making and deleting one costs as much
// as what goes through it.
#pragma once

#include "handler/pg.hpp"

namespace plrust::handler {

// An empty context. What is made in it goes when it is given back; at the end of the transaction at the
// latest.
MemoryContext take_scratch();
void give_scratch(MemoryContext context) noexcept;

// Takes back what errors left. At the end of a transaction, when nothing is on its way.
void take_back_scratches() noexcept;

}  // namespace plrust::handler
