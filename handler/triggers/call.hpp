// SPDX-License-Identifier: PostgreSQL
// Calls of functions that return trigger or event_trigger.
#pragma once

#include "handler/callee.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

inline bool is_trigger(const Callee& callee) noexcept {
  return callee.shape == confine::CallShape::trigger || callee.shape == confine::CallShape::event_trigger;
}

// What a trigger manager takes: of row triggers BEFORE or INSTEAD OF the row to go on with, or null to skip
// it. Raises by ereport, also when nothing fired.
Datum call_trigger(FunctionCallInfo fcinfo, Callee& callee);

}  // namespace plrust::handler
