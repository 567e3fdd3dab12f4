// SPDX-License-Identifier: PostgreSQL
// An error that was caught in a subtransaction, kept whole for as long as confined code holds its handle.
#pragma once

#include <cstdint>

#include "confine/runtime/instance.hpp"
#include "handler/pg.hpp"

namespace plrust::handler::spi {

// What raised the error, as seen from the call that caught it.
enum class Raiser : std::uint8_t {
  server = 0,  // PostgreSQL, or another function
  report = 1,  // a report of the same instance
  panic = 2,   // a panic of the same instance
};

struct CaughtError {
  MemoryContext context;  // holds this and what it points at
  ErrorData* data;
  Raiser raiser;
};

// Takes the error that was just caught off PostgreSQL's stack of errors. Its context is a child of
// TopMemoryContext.
CaughtError* take_error();
void free_error(CaughtError* error) noexcept;

// Which of the instance's doings raised it.
Raiser raiser_of(const ErrorData& data, const confine::Instance& instance) noexcept;

// Cancels and shutdowns are never caught; nor what can strike a call at any instruction (a fault, the end of
// its stack), because its memory may be in the middle of a change.
bool can_be_caught(const ErrorData& data, const confine::Instance& instance) noexcept;

}  // namespace plrust::handler::spi
