// SPDX-License-Identifier: PostgreSQL
// Results whose row type is that of the call: OUT arguments, columns of tables, record. For code between
// PostgreSQL frames: raises by ereport.
#pragma once

#include "confine/abi.hpp"
#include "handler/call_state.hpp"
#include "handler/pg.hpp"
#include "handler/values/field_memory.hpp"
#include "handler/values/row_form.hpp"

namespace plrust::handler {

// Kept from call to call.
struct RowState : CallState {
  TupleDesc descriptor = nullptr;  // blessed; null: not asked for yet
  RowTypes row{};
};

// The row type of the calls, asked for once. Raises 0A000 when the caller expects no row.
const RowTypes& call_row(FunctionCallInfo fcinfo, RowState& state);

// The columns of what confined code returned: a row, or the value itself if there is one column. They are
// good as long as `memory` and the current context.
void decode_columns(const RowTypes& row, const confine::Region& region, confine::CallResult result,
                    Datum* values, bool* nulls, FieldMemory& memory);

// The row as a datum.
Datum decode_row_datum(const RowTypes& row, const confine::Region& region, confine::CallResult result);
// A row of NULLs, where the columns' types allow them.
Datum null_row_datum(const RowTypes& row);

// The state of calls that return such rows, made at the first.
RowState& row_state(FmgrInfo& info, Callee& callee);

}  // namespace plrust::handler
