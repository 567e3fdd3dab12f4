// SPDX-License-Identifier: PostgreSQL
// Where PostgreSQL's errors (longjmp) and C++'s (exceptions) meet. Two functions, and no other way across:
//   enter(body)   PostgreSQL -> C++: body may throw; what it throws is raised once its frames are gone.
//   call_pg(call) C++ -> PostgreSQL: call may ereport; what it raises is thrown as PgError.
// Neither is on the path of an ordinary function call: frames there own nothing, so longjmp may cross them.
#pragma once

#include "handler/error.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

// What is left of an exception once its object is gone: plain pointers into the current memory context.
struct Failure {
  ErrorData* rethrow = nullptr;
  int sqlstate = ERRCODE_INTERNAL_ERROR;
  const char* message = nullptr;
  const char* detail = nullptr;
  const char* hint = nullptr;
};

// Describes the exception being handled; to be called inside a catch block only. Allocates without raising.
Failure describe_current_exception() noexcept;

// ereport(ERROR) of it, PostgreSQL's own errors unchanged. To be called outside any catch block, with no live
// object in the frames above.
[[noreturn]] void raise(const Failure& failure);

// Runs `body`, which may throw, as the whole of a function that PostgreSQL calls.
template <typename Body>
auto enter(Body body) -> std::invoke_result_t<Body&> {
  static_assert(std::is_trivially_destructible_v<Body>, "capture by reference: raise() skips destructors");
  Failure failure;
  try {
    return body();
  } catch (...) {
    failure = describe_current_exception();
  }
  raise(failure);
}

// Calls PostgreSQL code that may raise. One call each, its arguments computed before: between the sigsetjmp
// and the jump nothing may need a destructor.
template <typename Call>
auto call_pg(Call call) -> std::invoke_result_t<Call&> {
  using Result = std::invoke_result_t<Call&>;
  static_assert(std::is_trivially_destructible_v<Call>, "capture by reference: longjmp skips destructors");
  static_assert(std::is_void_v<Result> || std::is_trivially_copyable_v<Result>, "return a plain value");

  MemoryContext const caller_context = CurrentMemoryContext;
  sigjmp_buf* const saved_stack = PG_exception_stack;
  ErrorContextCallback* const saved_callbacks = error_context_stack;
  sigjmp_buf here;
  if (sigsetjmp(here, 0) == 0) {
    PG_exception_stack = &here;
    if constexpr (std::is_void_v<Result>) {
      call();
      PG_exception_stack = saved_stack;
      error_context_stack = saved_callbacks;
      return;
    } else {
      Result result = call();
      PG_exception_stack = saved_stack;
      error_context_stack = saved_callbacks;
      return result;
    }
  }
  PG_exception_stack = saved_stack;
  error_context_stack = saved_callbacks;
  MemoryContextSwitchTo(caller_context);
  ErrorData* const data = CopyErrorData();
  FlushErrorState();
  throw PgError(data);
}

}  // namespace plrust::handler
