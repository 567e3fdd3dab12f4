// SPDX-License-Identifier: PostgreSQL
// How the end of a confined call, or a report from one, becomes an ereport. All of this runs where longjmp is
// fine: no frame below owns anything.
#pragma once

#include <cstdint>
#include <string_view>

#include "confine/runtime/hooks.hpp"
#include "handler/callee.hpp"

namespace plrust::handler {

// Raises the report at a region address at its own level; returns if that is below ERROR.
void raise_report(const Callee& callee, std::uint64_t address);

// Raises the report of a function that returned Err: SQLSTATE 22000 unless it has one of its own.
[[noreturn]] void raise_returned_error(const Callee& callee, std::uint64_t address);

// 38000: a function that returned what is no answer to how it was called.
[[noreturn]] void raise_no_answer(const Callee& callee);

// What the last error was that a confined call raised itself, for whoever catches it.
struct RaisedByCall {
  enum class Cause : std::uint8_t {
    none,
    report,
    panic,  // or another end that the code asked for
    fault,  // or another end that can come at any instruction
  };
  const confine::Instance* instance = nullptr;
  Cause cause = Cause::none;
};
extern RaisedByCall last_raised;
// The functions that raise reports and panics, as ErrorData names them.
inline constexpr std::string_view kReportRaiser = "raise_at";
inline constexpr std::string_view kPanicRaiser = "raise_panic";

// Hooks::leave.
void raise_exit(const confine::Exit& exit);

// CONTEXT: PL/Rust function "f(integer)", and its line if that is not 0, for as long as this lives. Does
// nothing at its end that an error would skip: PostgreSQL resets the stack of callbacks itself.
class ErrorContext {
 public:
  explicit ErrorContext(const Callee& callee, std::uint32_t line = 0) noexcept;
  ~ErrorContext() { error_context_stack = callback_.previous; }
  ErrorContext(const ErrorContext&) = delete;
  ErrorContext& operator=(const ErrorContext&) = delete;

 private:
  ErrorContextCallback callback_{};
  const Callee& callee_;
  std::uint32_t line_;
};

}  // namespace plrust::handler
