// SPDX-License-Identifier: PostgreSQL
// Results whose row type is that of the call: OUT arguments, columns of tables, record. For code between
// PostgreSQL frames: raises by ereport.
#pragma once

#include "confine/abi.hpp"
#include "handler/callee.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

// The row type of the call, in the current memory context. Raises 0A000 when the caller expects no row.
TupleDesc call_descriptor(FunctionCallInfo fcinfo);

// The columns of what confined code returned: a row, or the value itself if there is one column.
void decode_columns(TupleDesc descriptor, const Callee& callee, confine::CallResult result, Datum* values,
                    bool* nulls);

// The row as a datum; `is_null` says that confined code returned none, and gives a row of NULLs.
Datum row_datum(FunctionCallInfo fcinfo, const Callee& callee, confine::CallResult result, bool is_null);

}  // namespace plrust::handler
