// SPDX-License-Identifier: PostgreSQL
#include "handler/trigger_call.hpp"

#include "confine/runtime/boundary.hpp"
#include "handler/argument_block.hpp"
#include "handler/raise_report.hpp"
#include "handler/role_region.hpp"
#include "handler/spi/frames.hpp"
#include "handler/values/decode.hpp"

namespace plrust::handler {

namespace {

using confine::CallResult;
using confine::ResultKind;

constexpr std::uint64_t kKindMask = 0xff;
constexpr unsigned kLengthShift = 8;

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

EncodedValue null_value() {
  EncodedValue value;
  value.is_null = true;
  return value;
}

EncodedValue encode_bits(std::uint64_t bits) {
  EncodedValue value;
  value.bits = bits;
  return value;
}

EncodedValue encode_text(const char* text) {
  if (text == nullptr) {
    return null_value();
  }
  return encode(type_info_or_raise(TEXTOID), PointerGetDatum(cstring_to_text(text)));
}

EncodedValue encode_texts(char** texts, int count) {
  auto* const elements = static_cast<Datum*>(palloc(sizeof(Datum) * static_cast<std::size_t>(count + 1)));
  for (int i = 0; i < count; ++i) {
    elements[i] = PointerGetDatum(cstring_to_text(texts[i]));
  }
  ArrayType* const array = construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT);
  return encode(type_info_or_raise(TEXTARRAYOID), PointerGetDatum(array));
}

EncodedValue encode_tuple(HeapTuple row, const TriggerData& data) {
  return row == nullptr ? null_value() : encode_row(row, RelationGetDescr(data.tg_relation));
}

HeapTuple new_row(const TriggerData& data) {
  if (!TRIGGER_FIRED_FOR_ROW(data.tg_event)) {
    return nullptr;
  }
  if (TRIGGER_FIRED_BY_INSERT(data.tg_event)) {
    return data.tg_trigtuple;
  }
  return TRIGGER_FIRED_BY_UPDATE(data.tg_event) ? data.tg_newtuple : nullptr;
}

HeapTuple old_row(const TriggerData& data) {
  const bool has_one = TRIGGER_FIRED_FOR_ROW(data.tg_event) && !TRIGGER_FIRED_BY_INSERT(data.tg_event);
  return has_one ? data.tg_trigtuple : nullptr;
}

ArgumentBlock write_trigger(const TriggerData& data, const Callee& callee, std::uintptr_t frame) {
  const Relation relation = data.tg_relation;
  const Trigger& trigger = *data.tg_trigger;
  EncodedValue values[kArguments];
  values[kNew] = encode_tuple(new_row(data), data);
  values[kOld] = encode_tuple(old_row(data), data);
  values[kEvent] = encode_bits(data.tg_event);
  values[kRelation] = encode_bits(RelationGetRelid(relation));
  values[kName] = encode_text(trigger.tgname);
  values[kTable] = encode_text(RelationGetRelationName(relation));
  values[kSchema] = encode_text(get_namespace_name(RelationGetNamespace(relation)));
  values[kOldTable] = encode_text(trigger.tgoldtable);
  values[kNewTable] = encode_text(trigger.tgnewtable);
  values[kExtra] = encode_texts(trigger.tgargs, trigger.tgnargs);
  return write_arguments(callee, values, kArguments, frame);
}

// The row that confined code made, as a row of the table.
HeapTuple make_row(const TriggerData& data, const Callee& callee, CallResult result) {
  const ErrorContext context(callee);
  const TupleDesc descriptor = RelationGetDescr(data.tg_relation);
  const auto columns = static_cast<std::size_t>(descriptor->natts);
  auto* const values = static_cast<Datum*>(palloc(sizeof(Datum) * columns));
  auto* const nulls = static_cast<bool*>(palloc(columns));
  decode_row(descriptor, result.value, result.tag >> kLengthShift, *callee.region->region, values, nulls);
  return heap_form_tuple(descriptor, values, nulls);
}

// An unchanged row comes back as the address where it was put: it need not be read again, nor is it.
HeapTuple resulting_row(const TriggerData& data, const Callee& callee, CallResult result,
                        const confine::Argument& new_cell, const confine::Argument& old_cell) {
  const bool is_update = TRIGGER_FIRED_BY_UPDATE(data.tg_event);
  if (TRIGGER_FIRED_BY_DELETE(data.tg_event) || (is_update && result.value == old_cell.value)) {
    return data.tg_trigtuple;
  }
  if (result.value == new_cell.value) {
    return is_update ? data.tg_newtuple : data.tg_trigtuple;
  }
  return make_row(data, callee, result);
}

bool counts(const TriggerData& data) {
  return TRIGGER_FIRED_FOR_ROW(data.tg_event) && !TRIGGER_FIRED_AFTER(data.tg_event);
}

// Whether there is a value; raises what is an error.
bool has_value(const Callee& callee, CallResult result) {
  switch (static_cast<ResultKind>(result.tag & kKindMask)) {
    case ResultKind::value:
      return true;
    case ResultKind::null:
      return false;
    case ResultKind::error:
      raise_returned_error(callee, result.value);
    case ResultKind::done:
      break;
  }
  ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                  errmsg("PL/Rust function returned neither a value nor an error"),
                  errcontext("PL/Rust function \"%s\"", callee.display_name.c_str())));
  pg_unreachable();
}

Datum fire(TriggerData& data, const Callee& callee, std::uintptr_t frame) {
  const ArgumentBlock block = write_trigger(data, callee, frame);
  // Where the rows were put, before confined code could change it.
  const auto* const cells = reinterpret_cast<const confine::Argument*>(block.address);
  const confine::Argument new_cell = cells[kNew];
  const confine::Argument old_cell = cells[kOld];
  spi::begin_call(false, &data);
  const CallResult result = confine::enter(*callee.instance, block.address, block.count, 0);
  spi::after_call();
  const bool has_row = has_value(callee, result);
  return PointerGetDatum(has_row && counts(data) ? resulting_row(data, callee, result, new_cell, old_cell)
                                                 : nullptr);
}

void fire_event(const EventTriggerData& data, const Callee& callee, std::uintptr_t frame) {
  EncodedValue values[] = {encode_text(data.event), encode_text(GetCommandTagName(data.tag))};
  const ArgumentBlock block = write_arguments(callee, values, std::size(values), frame);
  const CallResult result = confine::enter(*callee.instance, block.address, block.count, 0);
  spi::after_call();
  has_value(callee, result);
}

[[noreturn]] void raise_nothing_fired(const Callee& callee) {
  ereport(ERROR,
          (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
           errmsg("PL/Rust function \"%s\" can only be called as a trigger", callee.display_name.c_str())));
  pg_unreachable();
}

}  // namespace

Datum call_trigger(FunctionCallInfo fcinfo, const Callee& callee) {
  const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  if (callee.shape == confine::CallShape::trigger && CALLED_AS_TRIGGER(fcinfo)) {
    return fire(*reinterpret_cast<TriggerData*>(fcinfo->context), callee, frame);
  }
  if (callee.shape == confine::CallShape::event_trigger && CALLED_AS_EVENT_TRIGGER(fcinfo)) {
    fire_event(*reinterpret_cast<EventTriggerData*>(fcinfo->context), callee, frame);
    return 0;
  }
  raise_nothing_fired(callee);
}

}  // namespace plrust::handler
