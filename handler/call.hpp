// SPDX-License-Identifier: PostgreSQL
// A function call: arguments in, result out.
#pragma once

#include "handler/callee.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

// What the call handler does. Raises by ereport only, so it may be called outside enter().
Datum call_function(FunctionCallInfo fcinfo);

}  // namespace plrust::handler
