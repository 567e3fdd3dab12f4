// SPDX-License-Identifier: PostgreSQL
// The arguments, which the set may borrow, lie in memory that the instance itself allocates; the address it
// gives is checked like any other. A set ends in one of three ways: it has no further value; the query is
// shut down orderly, and the set is dropped, which may run the function's code; or the memory of the query
// goes in an error, and the instance with all that the set holds goes too.
#include "handler/sets/suspended.hpp"

#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/argument_block.hpp"
#include "handler/raise_report.hpp"
#include "handler/role_region.hpp"
#include "handler/row_result.hpp"
#include "handler/sets/lent_set.hpp"
#include "handler/spi/frames.hpp"

namespace plrust::handler {

namespace {

using confine::CallResult;
using confine::ResultKind;

// What is in front of a buffer for arguments (EncodedValue::write_to).
constexpr std::size_t kFront = 16;

struct SetState : RowState {
  LentSet set;
  std::uint64_t arguments = 0;  // where they are; 0: there are none
  ExprContext* context = nullptr;
  MemoryContextCallback forgotten{};
};

CallResult enter_owner(const SetState& state, std::uint64_t a, std::uint64_t b, std::uint64_t operation) {
  const CallResult result = spi::enter(*state.set.owner()->instance, a, b, operation);
  return result;
}

// The query goes on, or ends, without the rest of the set.
void shut_down(Datum argument) {
  SetState& state = *reinterpret_cast<SetState*>(DatumGetPointer(argument));
  state.is_suspended = false;
  if (!state.set.is_there()) {
    return;
  }
  if (state.set.owner()->user != GetUserId()) {
    state.set.give_up();
    return;
  }
  enter_owner(state, state.set.address(), state.arguments, confine::kOperationDrop);
}

// The memory of the query goes, and nothing was shut down: an error.
void forget(void* argument) {
  SetState& state = *static_cast<SetState*>(argument);
  if (state.is_suspended) {
    state.is_suspended = false;
    state.set.give_up();
  }
}

SetState& set_state(FmgrInfo& info, Callee& callee) {
  if (CallState* const known = call_state(info, CallStateKind::set)) {
    return *static_cast<SetState*>(known);
  }
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the context does
  auto* const state = ::new (MemoryContextAllocZero(info.fn_mcxt, sizeof(SetState))) SetState;
  state->forgotten.func = forget;
  state->forgotten.arg = state;
  MemoryContextRegisterResetCallback(info.fn_mcxt, &state->forgotten);
  set_call_state(info, *state, CallStateKind::set, callee);
  return *state;
}

ReturnSetInfo& set_info(FunctionCallInfo fcinfo) noexcept {
  return *reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
}

// Memory of the instance, as it says.
std::uint64_t allocate(const Callee& callee, std::size_t bytes) {
  const CallResult result = spi::enter(*callee.instance, bytes, 0, confine::kOperationAllocate);
  if (result.tag != static_cast<std::uint64_t>(ResultKind::value)) {
    ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                    errmsg("PL/Rust function has no memory for its arguments"),
                    errcontext("PL/Rust function \"%s\"", callee.display_name.c_str())));
  }
  return result.value;
}

std::uint64_t lend_arguments(FunctionCallInfo fcinfo, const Callee& callee) {
  const unsigned count = callee.argument_count;
  if (count == 0) {
    return 0;
  }
  auto* const values = static_cast<EncodedValue*>(palloc(count * sizeof(EncodedValue)));
  for (unsigned i = 0; i < count; ++i) {
    new (values + i) EncodedValue;
    if (fcinfo->args[i].isnull) {
      values[i].is_null = true;
    } else {
      values[i] = encode_argument(fcinfo, i, *callee.arguments[i]);
    }
  }
  const std::size_t bytes = block_bytes(values, count);
  const std::uint64_t address = allocate(callee, bytes);
  auto* const buffer = static_cast<std::byte*>(MemoryContextAllocHuge(CurrentMemoryContext, bytes + kFront));
  write_block(buffer + kFront, address, values, count);
  if (!confine::try_copy_to_region(*callee.region->region, address, buffer + kFront, bytes)) {
    ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                    errmsg("PL/Rust function gave memory for its arguments that is not its own"),
                    errcontext("PL/Rust function \"%s\"", callee.display_name.c_str())));
  }
  pfree(buffer);
  pfree(values);
  return address;
}

// Calls the function. False: there is no set.
bool open(FunctionCallInfo fcinfo, SetState& state, const Callee& callee) {
  state.arguments = lend_arguments(fcinfo, callee);
  const CallResult result = spi::enter(*callee.instance, state.arguments, callee.argument_count, 0);
  state.set = LentSet(callee, result.value);
  if (result.kind() != ResultKind::value) {
    if (state.arguments != 0 && state.set.is_there()) {
      enter_owner(state, 0, state.arguments, confine::kOperationDrop);
    }
    return has_set(callee, result);
  }
  state.is_suspended = true;
  state.context = set_info(fcinfo).econtext;
  RegisterExprContextCallback(state.context, shut_down, PointerGetDatum(&state));
  return true;
}

void close(SetState& state) {
  state.is_suspended = false;
  UnregisterExprContextCallback(state.context, shut_down, PointerGetDatum(&state));
  if (state.arguments != 0 && state.set.is_there()) {
    enter_owner(state, 0, state.arguments, confine::kOperationDrop);
  }
}

[[noreturn]] void raise_other_role(const Callee& callee) {
  ereport(ERROR,
          (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
           errmsg("the set of PL/Rust function \"%s\" belongs to another role", callee.display_name.c_str()),
           errdetail("The current role changed after the first value was taken.")));
  pg_unreachable();
}

bool finish(FunctionCallInfo fcinfo) noexcept {
  set_info(fcinfo).isDone = ExprEndResult;
  fcinfo->isnull = true;
  return false;
}

}  // namespace

bool takes_single_values(FunctionCallInfo fcinfo) noexcept {
  const auto* const info = reinterpret_cast<const ReturnSetInfo*>(fcinfo->resultinfo);
  return info != nullptr && IsA(info, ReturnSetInfo) && (info->allowedModes & SFRM_ValuePerCall) != 0 &&
         (info->allowedModes & SFRM_Materialize_Preferred) == 0;
}

bool next_of_set(FunctionCallInfo fcinfo, Callee& callee, CallResult* value) {
  SetState& state = set_state(*fcinfo->flinfo, callee);
  if (!state.is_suspended && !open(fcinfo, state, callee)) {
    return finish(fcinfo);
  }
  if (state.set.owner() != &callee) {
    raise_other_role(callee);
  }
  if (!state.set.is_there()) {
    raise_lost(callee);
  }
  *value = enter_owner(state, state.set.address(), 0, confine::kOperationNext);
  if (unlikely(value->kind() != ResultKind::value) && !has_next(callee, *value)) {
    close(state);
    return finish(fcinfo);
  }
  // The function may have been replaced meanwhile, and then nothing that the callee says fits the value.
  if (!state.set.is_untouched()) {
    raise_lost(callee);
  }
  set_info(fcinfo).isDone = ExprMultipleResult;
  return true;
}

}  // namespace plrust::handler
