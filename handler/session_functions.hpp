// SPDX-License-Identifier: PostgreSQL
// The bodies of the extension's SQL functions, except for calls. They throw; handler.cpp enters them.
#pragma once

#include "handler/pg.hpp"

namespace plrust::handler {

// The language's validator: checks what the function declares, and compiles it unless check_function_bodies
// is off.
Datum validate_function(FunctionCallInfo fcinfo);

// plrust.recompile(regprocedure): for the function's owner.
Datum recompile(FunctionCallInfo fcinfo);

// plrust.source_key(regprocedure) returns bytea: what the function's modules must have been made from. NULL
// for a function that plrust cannot compile.
Datum source_key(FunctionCallInfo fcinfo);

// plrust.source(regprocedure) returns text: what was compiled, for functions of the prior art as well. NULL
// for a function of another language.
Datum source(FunctionCallInfo fcinfo);

// The trigger of plrust.artifacts and plrust.function_artifacts.
Datum guard_artifacts(FunctionCallInfo fcinfo);

// The event trigger on sql_drop.
Datum forget_dropped(FunctionCallInfo fcinfo);

// plrust.allowed_dependencies(): the rows of the file that plrust.allowed_dependencies names.
Datum allowed_dependencies(FunctionCallInfo fcinfo);

// plrust.session_stats(): one row about this session.
Datum session_stats(FunctionCallInfo fcinfo);

// plrust.version().
Datum version(FunctionCallInfo fcinfo);

}  // namespace plrust::handler
