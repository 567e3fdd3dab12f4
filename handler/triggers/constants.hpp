// SPDX-License-Identifier: PostgreSQL
// What a trigger function is told at each call of the same trigger.
#pragma once

#include <cstddef>
#include <cstdint>

#include "confine/abi.hpp"
#include "handler/call_state.hpp"
#include "handler/pg.hpp"
#include "handler/values/row_form.hpp"

namespace plrust::handler {

// The arguments of a trigger function, as pgrx/src/trigger.rs reads them.
enum TriggerArgument : unsigned {
  kNew,        // row; NULL: there is none
  kOld,        // row
  kEvent,      // bits: TriggerEvent
  kRelation,   // bits: oid
  kName,       // text
  kTable,      // text
  kSchema,     // text
  kOldTable,   // text
  kNewTable,   // text
  kExtra,      // text[]
  kArguments,  // how many there are
};

// Kept from call to call of one trigger in one query.
struct TriggerState : CallState {
  Oid trigger;
  Oid relation;
  RowForm* form;
  // The block without the rows and the event: cells whose payloads are named by offsets in the block, and all
  // behind them.
  confine::Argument cells[kArguments];
  char* payloads;
  std::size_t payloads_length;
};

// The state of the trigger, made when there is none for it. Raises by ereport.
TriggerState& trigger_state(FmgrInfo& info, const TriggerData& data, Callee& callee);

// A text of the server as an argument; NULL if there is none.
EncodedValue encode_name(const char* text);

}  // namespace plrust::handler
