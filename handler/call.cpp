// SPDX-License-Identifier: PostgreSQL
// The hot path is a call of a callee that is plain: a few comparisons and the boundary. It has no PG_TRY, no
// lookup and nothing that needs a destructor, so any ereport below may jump over it. Everything else is out
// of line.
#include "handler/call.hpp"

#include "confine/runtime/boundary.hpp"
#include "handler/argument_block.hpp"
#include "handler/boundary.hpp"
#include "handler/call_state.hpp"
#include "handler/getter_code.hpp"
#include "handler/raise_report.hpp"
#include "handler/role_region.hpp"
#include "handler/row_result.hpp"
#include "handler/sets/store.hpp"
#include "handler/sets/suspended.hpp"
#include "handler/spi/frames.hpp"
#include "handler/states/call.hpp"
#include "handler/triggers/call.hpp"
#include "handler/values/decode.hpp"
#include "handler/values/encode.hpp"
#include "handler/values/polymorphic.hpp"
#include "handler/windows/call.hpp"

namespace plrust::handler {

namespace {

using confine::CallResult;
using confine::ResultKind;

// The user of no callee: every call is looked at in general.
constexpr Oid kNobody = InvalidOid;

[[gnu::noinline]] Callee* look_up(FunctionCallInfo fcinfo, Oid user) {
  FmgrInfo* const info = fcinfo->flinfo;
  CallState* const state = call_state(*info);
  if (state != nullptr && state->callee->generation == catalog_generation && state->callee->user == user) {
    return state->callee;
  }
  Callee* const callee = enter([info] { return &find_callee(info->fn_oid); });
  if (state != nullptr) {
    state->callee = callee;
  } else {
    info->fn_extra = callee;
  }
  return callee;
}

bool is_procedure(FunctionCallInfo fcinfo) {
  return fcinfo->context != nullptr && IsA(fcinfo->context, CallContext);
}

Datum convert_value(FunctionCallInfo fcinfo, Callee& callee, CallResult result) {
  const ErrorContext context(callee);
  const confine::Region& region = *callee.region->region;
  if (callee.has_columns) {
    return decode_row_datum(call_row(fcinfo, row_state(*fcinfo->flinfo, callee)), region, result);
  }
  const TypeInfo& type = resolve_result(fcinfo, *callee.result);
  const std::uint64_t length = result.length();
  return callee.result->crossing == Crossing::any ? decode_any(type, result.value, length, region)
                                                  : decode_result(type, result.value, length, region);
}

Datum convert_null(FunctionCallInfo fcinfo, Callee& callee) {
  if (callee.has_columns && is_procedure(fcinfo)) {
    const ErrorContext context(callee);
    return null_row_datum(call_row(fcinfo, row_state(*fcinfo->flinfo, callee)));
  }
  if (callee.result->crossing == Crossing::nothing) {
    return 0;
  }
  const ErrorContext context(callee);
  check_null(resolve_result(fcinfo, *callee.result));
  fcinfo->isnull = true;
  return 0;
}

// Any result but a value of a plain callee. By value: an address would make the hot path go through memory,
// and a load across two stores waits for both.
[[gnu::noinline]] Datum convert_result(FunctionCallInfo fcinfo, Callee& callee, CallResult result) {
  switch (result.kind()) {
    case ResultKind::value:
      return convert_value(fcinfo, callee, result);
    case ResultKind::null:
      return convert_null(fcinfo, callee);
    case ResultKind::error:
      raise_returned_error(callee, result.value);
    case ResultKind::done:
    case ResultKind::changed:
      break;
  }
  raise_no_answer(callee);
}

Datum argument_value(FunctionCallInfo fcinfo, unsigned index, unsigned count) {
  return index < count ? fcinfo->args[index].value : 0;
}

// As many as there are, on the stack if they are few. None is made before it is needed.
class EncodedArguments {
 public:
  explicit EncodedArguments(unsigned count)
      : values_(count <= kFew ? few_ : static_cast<std::byte*>(palloc(count * sizeof(EncodedValue)))) {}
  EncodedArguments(const EncodedArguments&) = delete;
  EncodedArguments& operator=(const EncodedArguments&) = delete;

  EncodedValue& make(unsigned index) noexcept {
    return *new (values_ + index * sizeof(EncodedValue)) EncodedValue;
  }
  // Once all are made.
  EncodedValue* data() noexcept { return std::launder(reinterpret_cast<EncodedValue*>(values_)); }
  void free() noexcept {
    if (values_ != few_) {
      pfree(values_);
    }
  }

 private:
  static constexpr unsigned kFew = 6;

  alignas(EncodedValue) std::byte few_[kFew * sizeof(EncodedValue)];
  std::byte* values_;
};

ArgumentBlock take_arguments(FunctionCallInfo fcinfo, const Callee& callee, std::uintptr_t frame) {
  const unsigned count = callee.argument_count;
  EncodedArguments values(count);
  for (unsigned i = 0; i < count; ++i) {
    EncodedValue& value = values.make(i);
    if (fcinfo->args[i].isnull) {
      value.is_null = true;
    } else {
      value = encode_argument(fcinfo, i, *callee.arguments[i]);
    }
  }
  const ArgumentBlock block = write_arguments(callee, values.data(), count, frame);
  values.free();
  return block;
}

CallResult enter_with_registers(FunctionCallInfo fcinfo, const Callee& callee) {
  const unsigned count = callee.argument_count;
  // What lies behind the arguments is the server's memory, and not shown to the function.
  return confine::enter(*callee.instance, argument_value(fcinfo, 0, count), argument_value(fcinfo, 1, count),
                        argument_value(fcinfo, 2, count));
}

// A procedure that was called outside of a transaction block.
bool is_nonatomic(FunctionCallInfo fcinfo) {
  return is_procedure(fcinfo) && !castNode(CallContext, fcinfo->context)->atomic;
}

// A set that the caller keeps as a whole.
Datum store_set(FunctionCallInfo fcinfo, const Callee& callee) {
  SetStore store(fcinfo, callee);
  const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const ArgumentBlock block = take_arguments(fcinfo, callee, frame);
  const CallResult result = spi::enter(*callee.instance, block.address, block.count, 0);
  if (has_set(callee, result)) {
    store.fill(fcinfo, callee, result.value);
  }
  return 0;
}

// A set of which the caller takes one value after the other, until it has enough.
Datum take_next(FunctionCallInfo fcinfo, Callee& callee) {
  CallResult result{};
  if (!next_of_set(fcinfo, callee, &result)) {
    return 0;
  }
  if (result.kind() == ResultKind::null) {
    return convert_null(fcinfo, callee);
  }
  return callee.result->takes_any_bits() ? canonical_datum(*callee.result, result.value)
                                         : convert_value(fcinfo, callee, result);
}

[[gnu::noinline]] Datum call_in_general(FunctionCallInfo fcinfo, Callee& callee) {
  if (is_trigger(callee)) {
    return call_trigger(fcinfo, callee);
  }
  if (callee.shape == confine::CallShape::state) {
    return call_with_states(fcinfo, callee);
  }
  if (callee.shape == confine::CallShape::window) {
    return call_window(fcinfo, callee);
  }
  if (callee.shape == confine::CallShape::set) {
    return takes_single_values(fcinfo) ? take_next(fcinfo, callee) : store_set(fcinfo, callee);
  }
  if (is_nonatomic(fcinfo)) {
    spi::begin_call(true, nullptr);
  }
  CallResult result;
  if (callee.shape == confine::CallShape::registers) {
    result = enter_with_registers(fcinfo, callee);
  } else {
    const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    const ArgumentBlock block = take_arguments(fcinfo, callee, frame);
    result = confine::enter(*callee.instance, block.address, block.count, 0);
  }
  spi::after_call();
  return convert_result(fcinfo, callee, result);
}

// The callee of a set whose next value is asked for, if it is up to date.
inline Callee* suspended_callee(const FmgrInfo& info, Oid user) noexcept {
  const CallState* const state = call_state(info, CallStateKind::set);
  if (state == nullptr || !state->is_suspended) {
    return nullptr;
  }
  Callee* const callee = state->callee;
  return callee->generation == catalog_generation && callee->user == user ? callee : nullptr;
}

inline Datum finish_plain(FunctionCallInfo fcinfo, Callee& callee, CallResult result) {
  if (unlikely(result.kind() != ResultKind::value)) {
    return convert_result(fcinfo, callee, result);
  }
  const auto low = static_cast<std::int64_t>(static_cast<std::int32_t>(result.value));
  return static_cast<Datum>(callee.result_is_32_bits ? low : static_cast<std::int64_t>(result.value));
}

}  // namespace

}  // namespace plrust::handler

using plrust::handler::Callee;

// What call_x86_64.S repeats.
static_assert(offsetof(FunctionCallInfoBaseData, flinfo) == 0 &&
              offsetof(FunctionCallInfoBaseData, args) == 32 && offsetof(NullableDatum, value) == 0 &&
              offsetof(FmgrInfo, fn_extra) == 24);
static_assert(offsetof(Callee, generation) == 0 && offsetof(Callee, user) == 8 &&
              offsetof(Callee, plain_arguments) == 12 && offsetof(Callee, result_is_32_bits) == 13 &&
              offsetof(Callee, instance) == 16);

const Oid* plrust_current_user = &plrust::handler::kNobody;

void plrust::handler::find_current_user() noexcept {
#ifdef __x86_64__
  if (const Oid* const user = variable_returned_by(reinterpret_cast<const std::uint8_t*>(&GetUserId))) {
    plrust_current_user = user;
  }
#endif
}

Datum plrust_convert_result(FunctionCallInfo fcinfo, Callee* callee, plrust::confine::CallResult result) {
  return plrust::handler::convert_result(fcinfo, *callee, result);
}

// The user comes first: it needs no register to be kept across its call.
Datum plrust_call_generally(FunctionCallInfo fcinfo) {
  using namespace plrust::handler;
  const Oid user = GetUserId();
  if (Callee* const owner = suspended_callee(*fcinfo->flinfo, user)) {
    return take_next(fcinfo, *owner);
  }
  auto* callee = static_cast<Callee*>(fcinfo->flinfo->fn_extra);
  if (callee == nullptr || callee->generation != catalog_generation || callee->user != user) {
    callee = look_up(fcinfo, user);
    const CallState* const state = call_state(*fcinfo->flinfo, CallStateKind::set);
    if (state != nullptr && state->is_suspended) {
      return take_next(fcinfo, *callee);
    }
  }
  if (callee->plain_arguments != 0) {
    return finish_plain(fcinfo, *callee, enter_with_registers(fcinfo, *callee));
  }
  return call_in_general(fcinfo, *callee);
}

#ifndef __x86_64__
#pragma GCC visibility push(default)
Datum plrust_call_handler(PG_FUNCTION_ARGS) {
  return plrust_call_generally(fcinfo);
}
#pragma GCC visibility pop
#endif
