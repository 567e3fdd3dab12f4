// SPDX-License-Identifier: PostgreSQL
// Calls of functions with arguments of type internal: those of aggregates.
#pragma once

#include "handler/callee.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

// Calls a callee of shape `state`. For code between PostgreSQL frames; raises by ereport: 0A000 for a value
// of type internal that is no state of ours, or a call outside of an aggregate, 55000 for a state of another
// role, or one that is lost.
Datum call_with_states(FunctionCallInfo fcinfo, Callee& callee);

}  // namespace plrust::handler
