// SPDX-License-Identifier: PostgreSQL
// How the end of a confined call, or a report from one, becomes an ereport. All of this runs where longjmp is
// fine: no frame below owns anything.
#pragma once

#include <cstdint>

#include "confine/runtime/hooks.hpp"
#include "handler/callee.hpp"

namespace plrust::handler {

// Raises the report at a region address at its own level; returns if that is below ERROR.
void raise_report(const Callee& callee, std::uint64_t address);

// Raises the report of a function that returned Err: SQLSTATE 22000 unless it has one of its own.
[[noreturn]] void raise_returned_error(const Callee& callee, std::uint64_t address);

// Hooks::leave.
void raise_exit(const confine::Exit& exit);

// CONTEXT: PL/Rust function "f(integer)", for as long as this lives. Does nothing at its end that an error
// would skip: PostgreSQL resets the stack of callbacks itself.
class ErrorContext {
 public:
  explicit ErrorContext(const Callee& callee) noexcept;
  ~ErrorContext() { error_context_stack = callback_.previous; }
  ErrorContext(const ErrorContext&) = delete;
  ErrorContext& operator=(const ErrorContext&) = delete;

 private:
  ErrorContextCallback callback_{};
};

}  // namespace plrust::handler
