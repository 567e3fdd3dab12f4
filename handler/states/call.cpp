// SPDX-License-Identifier: PostgreSQL
#include "handler/states/call.hpp"

#include "confine/runtime/boundary.hpp"
#include "handler/argument_block.hpp"
#include "handler/call.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi/frames.hpp"
#include "handler/states/family.hpp"

namespace plrust::handler {

namespace {

using confine::CallResult;
using confine::ResultKind;

[[noreturn]] void raise_foreign(const Callee& callee, unsigned index) {
  ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                  errmsg("argument %u of PL/Rust function \"%s\" is no state that a PL/Rust function made",
                         index + 1, callee.display_name.c_str()),
                  errdetail("A value of type internal means something to the language that made it only."),
                  errhint("All functions of the aggregate must be in PL/Rust.")));
  pg_unreachable();
}

[[noreturn]] void raise_other_family(const Callee& callee) {
  ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                  errmsg("the state of the aggregate is out of reach of PL/Rust function \"%s\"",
                         callee.display_name.c_str()),
                  errdetail("A function of another role made it, or one that cannot share memory with it."),
                  errhint("The functions of an aggregate must run as the same role.")));
  pg_unreachable();
}

[[noreturn]] void raise_lost(const Callee& callee) {
  ereport(ERROR,
          (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE), errmsg("the state of the aggregate is lost"),
           errdetail("A function of an aggregate of this role was left by an error after the state was "
                     "made."),
           errcontext("PL/Rust function \"%s\"", callee.display_name.c_str())));
  pg_unreachable();
}

[[noreturn]] void raise_no_aggregate(const Callee& callee) {
  ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                  errmsg("PL/Rust function \"%s\" can only be called as part of an aggregate",
                         callee.display_name.c_str())));
  pg_unreachable();
}

[[noreturn]] void raise_same_twice(const Callee& callee) {
  ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                  errmsg("PL/Rust function \"%s\" was called with one state as two arguments",
                         callee.display_name.c_str())));
  pg_unreachable();
}

// The state that an argument is; null if the argument is something else, or NULL.
State* state_of(FunctionCallInfo fcinfo, const Callee& callee, unsigned index) {
  if (callee.arguments[index] != &internal_type() || fcinfo->args[index].isnull) {
    return nullptr;
  }
  if (fcinfo->args[index].value == 0) {
    return nullptr;  // PostgreSQL has no state, and does not say NULL: what deserialization gets
  }
  State* const state = find_state(fcinfo->args[index].value);
  if (state == nullptr) {
    raise_foreign(callee, index);
  }
  if (state->family != callee.states) {
    raise_other_family(callee);
  }
  if (state->epoch != callee.states->epoch()) {
    raise_lost(callee);
  }
  return state;
}

EncodedValue encode_one(FunctionCallInfo fcinfo, const Callee& callee, unsigned index) {
  EncodedValue value;
  if (const State* const state = state_of(fcinfo, callee, index)) {
    for (unsigned before = 0; before < index; ++before) {
      if (state_of(fcinfo, callee, before) == state) {
        raise_same_twice(callee);
      }
    }
    value.bits = state->address;
    return value;
  }
  const bool is_state = callee.arguments[index] == &internal_type();
  if (fcinfo->args[index].isnull || is_state) {
    value.is_null = fcinfo->args[index].isnull;
    return value;
  }
  return encode_argument(fcinfo, index, *callee.arguments[index]);
}

// The arguments, and behind them the address of the heap.
ArgumentBlock take_arguments(FunctionCallInfo fcinfo, const Callee& callee, std::uintptr_t frame) {
  constexpr unsigned kFew = 4;
  alignas(EncodedValue) std::byte few[kFew * sizeof(EncodedValue)];
  const unsigned count = callee.argument_count;
  void* const memory = count < kFew ? few : palloc((count + 1) * sizeof(EncodedValue));
  auto* const values = static_cast<EncodedValue*>(memory);
  for (unsigned i = 0; i < count; ++i) {
    new (values + i) EncodedValue(encode_one(fcinfo, callee, i));
  }
  new (values + count) EncodedValue;
  values[count].bits = callee.states->heap();
  const ArgumentBlock block = write_arguments(callee, values, count + 1, frame);
  if (memory != few) {
    pfree(memory);
  }
  return block;
}

// What a transition function makes lives as long as its group. A function that makes a state of something
// else, as deserialization does, makes one for the moment.
MemoryContext context_of_result(FunctionCallInfo fcinfo, const Callee& callee) {
  MemoryContext aggregate = nullptr;
  if (AggCheckCallContext(fcinfo, &aggregate) == 0) {
    raise_no_aggregate(callee);
  }
  return callee.arguments[0] == &internal_type() ? aggregate : CurrentMemoryContext;
}

Datum keep(FunctionCallInfo fcinfo, const Callee& callee, confine::Instance& maker, MemoryContext context,
           std::uint64_t address) {
  for (unsigned i = 0; i < callee.argument_count; ++i) {
    State* const state = state_of(fcinfo, callee, i);
    if (state != nullptr && state->address == address) {
      State& kept = state->context == context ? *state : move_state(*state, context);
      return PointerGetDatum(&kept);
    }
  }
  return PointerGetDatum(&make_state(context, *callee.states, maker, address));
}

}  // namespace

Datum call_with_states(FunctionCallInfo fcinfo, Callee& callee) {
  const bool gives_state = callee.result == &internal_type();
  const MemoryContext context = gives_state ? context_of_result(fcinfo, callee) : nullptr;
  StateFamily& family = *callee.states;
  family.prepare();
  const std::uint64_t epoch = family.epoch();
  const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const ArgumentBlock block = take_arguments(fcinfo, callee, frame);
  confine::Instance& maker = *callee.instance;  // what the callee has may be another one afterwards
  const CallResult result = spi::enter(maker, block.address, block.count - 1, 0);
  if (!gives_state || result.kind() != ResultKind::value) {
    return plrust_convert_result(fcinfo, &callee, result);
  }
  if (callee.states != &family || family.epoch() != epoch) {
    raise_lost(callee);
  }
  return keep(fcinfo, callee, maker, context, result.value);
}

}  // namespace plrust::handler
