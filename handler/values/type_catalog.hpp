// SPDX-License-Identifier: PostgreSQL
// Types as pg_type and its relatives describe them at this moment.
#pragma once

#include <memory>

#include "handler/values/type_info.hpp"

namespace plrust::handler {

// Describes a type; those that it is made of come from type_info(). Throws like type_info().
std::unique_ptr<TypeInfo> describe_type(Oid type);

// Finds the functions that the crossing needs. The lookups go to `context`, which must live as long as the
// description.
void find_functions(const TypeInfo& info, MemoryContext context);

// All that tells two descriptions apart.
bool is_same_type(const TypeInfo& a, const TypeInfo& b);

}  // namespace plrust::handler
