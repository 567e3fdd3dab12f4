// SPDX-License-Identifier: PostgreSQL
// What a function's calls from one place in a query keep: in fn_extra instead of the callee, and as long as
// the FmgrInfo around it. Only for calls that take the general way.
#pragma once

#include <cstdint>

#include "handler/callee.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

// What follows behind a CallState.
enum class CallStateKind : std::uint8_t { row, set, trigger };

struct CallState {
  // Where a callee has its generation. The catalog's never is 0: the hot path takes this for an outdated
  // callee, and looks no further.
  const std::uint64_t never_current = 0;
  Callee* callee = nullptr;
  CallStateKind kind{};
  bool is_suspended = false;  // there is a set whose next value the call takes (handler/sets/suspended.hpp)
};
static_assert(offsetof(CallState, never_current) == offsetof(Callee, generation));

// Null: there is none, but a callee or nothing.
inline CallState* call_state(const FmgrInfo& info) noexcept {
  auto* const state = static_cast<CallState*>(info.fn_extra);
  return state != nullptr && state->never_current == 0 ? state : nullptr;
}

// Null also if it is of another kind: who calls a set may ask for its values in two ways.
inline CallState* call_state(const FmgrInfo& info, CallStateKind kind) noexcept {
  CallState* const state = call_state(info);
  return state != nullptr && state->kind == kind ? state : nullptr;
}

// Makes `state`, which lies in fn_mcxt, the one of the calls.
inline void set_call_state(FmgrInfo& info, CallState& state, CallStateKind kind, Callee& callee) noexcept {
  state.kind = kind;
  state.callee = &callee;
  info.fn_extra = &state;
}

}  // namespace plrust::handler
