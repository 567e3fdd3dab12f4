// SPDX-License-Identifier: PostgreSQL
// What polymorphic parameters and results are in one call.
#pragma once

#include "handler/pg.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler {

// The actual type of a parameter or result, by the expression that calls; the declared one if it is not
// polymorphic. Raise by ereport: no expression, or a type that cannot cross.
const TypeInfo& resolve_argument(FunctionCallInfo fcinfo, int index, const TypeInfo& declared);
const TypeInfo& resolve_result(FunctionCallInfo fcinfo, const TypeInfo& declared);

}  // namespace plrust::handler
