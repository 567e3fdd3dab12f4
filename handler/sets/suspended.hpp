// SPDX-License-Identifier: PostgreSQL
// Sets of which the caller takes one value after the other, in a call for each, and stops when it has enough:
// in a select list. In between the set is suspended in the memory of its instance. For code between
// PostgreSQL frames: raises by ereport.
#pragma once

#include "confine/abi.hpp"
#include "handler/callee.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

// Whether the caller wants the values so. In FROM it keeps all of them anyway, and takes them as a whole.
bool takes_single_values(FunctionCallInfo fcinfo) noexcept;

// Calls the function if no set of it is suspended here, and takes the next value. False, with fcinfo saying
// so, when there is none: then the set is gone. It goes, too, when the query ends or starts anew before that.
bool next_of_set(FunctionCallInfo fcinfo, Callee& callee, confine::CallResult* value);

}  // namespace plrust::handler
