// SPDX-License-Identifier: PostgreSQL
// A function call: arguments in, result out.
#pragma once

#include "handler/callee.hpp"
#include "handler/pg.hpp"

extern "C" {
// The language's call handler. Raises by ereport only. On x86_64 it is assembly (call_x86_64.S), which leaves
// what is not hot to the two below.
Datum plrust_call_handler(PG_FUNCTION_ARGS);

// Where the id of the current user is, for the hot path.
extern __attribute__((visibility("hidden"))) const Oid* plrust_current_user;

// Any call.
__attribute__((visibility("hidden"))) Datum plrust_call_generally(FunctionCallInfo fcinfo);
// The datum of a result that is not a plain value; raises what is an error.
__attribute__((visibility("hidden"))) Datum plrust_convert_result(FunctionCallInfo fcinfo,
                                                                  plrust::handler::Callee* callee,
                                                                  plrust::confine::CallResult result);
}

namespace plrust::handler {

// Sets plrust_current_user to the variable that GetUserId() returns, if its code tells. If not, every call
// goes by plrust_call_generally(), which asks. From _PG_init, once.
void find_current_user() noexcept;

}  // namespace plrust::handler
