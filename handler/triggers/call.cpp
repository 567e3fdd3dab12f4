// SPDX-License-Identifier: PostgreSQL
// A trigger for rows runs as often as there are rows. What does not change from one to the next is kept
// (constants.hpp); of a row that comes back only what was changed is read, so that values which the function
// did not touch stay as they are, toasted ones too.
#include "handler/triggers/call.hpp"

#include "confine/runtime/boundary.hpp"
#include "handler/argument_block.hpp"
#include "handler/raise_report.hpp"
#include "handler/role_region.hpp"
#include "handler/spi/frames.hpp"
#include "handler/triggers/constants.hpp"
#include "handler/values/decode.hpp"

namespace plrust::handler {

namespace {

using confine::CallResult;
using confine::ResultKind;

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

// One of the two rows: as PostgreSQL has it, as it is written, and where it was written to. A tuple that is
// null is no row.
struct PassedRow {
  HeapTuple tuple;
  FormedRow formed;
  std::uint64_t address;
};

// The rows of a call, in the order of TriggerArgument.
struct PassedRows {
  PassedRow rows[2];

  explicit PassedRows(const TriggerData& data) : rows{{new_row(data), {}, 0}, {old_row(data), {}, 0}} {}
};

// Writes the block of a call and returns its address.
std::uint64_t write_block(const TriggerState& state, const TriggerData& data, const Callee& callee,
                          PassedRows& passed, std::uintptr_t frame) {
  std::size_t bytes = sizeof state.cells + state.payloads_length;
  for (PassedRow& row : passed.rows) {
    if (row.tuple != nullptr) {
      row.formed = form_row(*state.form, row.tuple);
      bytes += confine::align_payload(row.formed.length);
    }
  }
  std::byte* const block = take_block(callee, bytes, frame);
  const auto address = reinterpret_cast<std::uint64_t>(block);
  auto* const cells = reinterpret_cast<confine::Argument*>(block);
  for (unsigned i = kEvent; i < kArguments; ++i) {
    cells[i] = state.cells[i];
    cells[i].value += (cells[i].meta & confine::kArgumentPayload) != 0 ? address : 0;
  }
  cells[kEvent] = {data.tg_event, 0};
  std::memcpy(block + sizeof state.cells, state.payloads, state.payloads_length);
  std::size_t next = sizeof state.cells + state.payloads_length;
  for (unsigned i = kNew; i <= kOld; ++i) {
    PassedRow& row = passed.rows[i];
    cells[i] = state.cells[i];
    if (row.tuple != nullptr) {
      row.address = address + next;
      cells[i] = {row.address, row.formed.length | confine::kArgumentPayload |
                                   std::uint64_t(confine::PayloadKind::tuple) << confine::kArgumentKindShift};
      write_row(*state.form, row.formed, block + next);
      next += confine::align_payload(row.formed.length);
    }
  }
  return address;
}

// A row that confined code made as a whole.
HeapTuple made_row(const TriggerState& state, const Callee& callee, const confine::Region& region,
                   CallResult result) {
  const ErrorContext context(callee);
  const TupleDesc descriptor = state.form->descriptor;
  const auto columns = static_cast<std::size_t>(descriptor->natts);
  auto* const values = static_cast<Datum*>(palloc(sizeof(Datum) * columns));
  auto* const nulls = static_cast<bool*>(palloc(columns));
  FieldMemory memory;
  decode_row(*state.form, result.value, result.length(), region, values, nulls, memory);
  return heap_form_tuple(descriptor, values, nulls);
}

HeapTuple changed_row(const TriggerState& state, const Callee& callee, const confine::Region& region,
                      CallResult result, const PassedRows& passed) {
  const ErrorContext context(callee);
  const FormedRow& fresh = passed.rows[kNew].formed;
  const FormedRow& old = passed.rows[kOld].formed;
  const ChangeableRow rows[] = {{fresh.values, fresh.nulls}, {old.values, old.nulls}};
  const std::uint32_t which = decode_changes(*state.form, result.value, result.length(), region, rows);
  return heap_form_tuple(state.form->descriptor, rows[which].values, rows[which].nulls);
}

// An unchanged row comes back as the address where it was put: it need not be read again, nor is it.
HeapTuple resulting_row(const TriggerState& state, const TriggerData& data, const Callee& callee,
                        const confine::Region& region, CallResult result, const PassedRows& passed) {
  if (TRIGGER_FIRED_BY_DELETE(data.tg_event)) {
    return data.tg_trigtuple;
  }
  if (result.kind() == ResultKind::changed) {
    return changed_row(state, callee, region, result, passed);
  }
  for (const PassedRow& row : passed.rows) {
    if (row.tuple != nullptr && row.address == result.value) {
      return row.tuple;
    }
  }
  return made_row(state, callee, region, result);
}

bool counts(const TriggerData& data) {
  return TRIGGER_FIRED_FOR_ROW(data.tg_event) && !TRIGGER_FIRED_AFTER(data.tg_event);
}

// Whether there is a row; raises what is an error.
bool has_value(const Callee& callee, CallResult result) {
  switch (result.kind()) {
    case ResultKind::value:
    case ResultKind::changed:
      return true;
    case ResultKind::null:
      return false;
    case ResultKind::error:
      raise_returned_error(callee, result.value);
    case ResultKind::done:
      break;
  }
  raise_no_answer(callee);
}

Datum fire(FmgrInfo& info, TriggerData& data, Callee& callee, std::uintptr_t frame) {
  const TriggerState& state = trigger_state(info, data, callee);
  PassedRows passed(data);
  const std::uint64_t block = write_block(state, data, callee, passed, frame);
  if (data.tg_oldtable != nullptr || data.tg_newtable != nullptr) {
    spi::begin_call(false, &data);
  }
  // The function may be replaced while it runs.
  const confine::Region& region = *callee.region->region;
  const CallResult result = spi::enter(*callee.instance, block, kArguments, 0);
  const bool has_row = has_value(callee, result) && counts(data);
  return PointerGetDatum(has_row ? resulting_row(state, data, callee, region, result, passed) : nullptr);
}

void fire_event(const EventTriggerData& data, const Callee& callee, std::uintptr_t frame) {
  EncodedValue values[] = {encode_name(data.event), encode_name(GetCommandTagName(data.tag))};
  const ArgumentBlock block = write_arguments(callee, values, std::size(values), frame);
  const CallResult result = spi::enter(*callee.instance, block.address, block.count, 0);
  has_value(callee, result);
}

[[noreturn]] void raise_nothing_fired(const Callee& callee) {
  ereport(ERROR,
          (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
           errmsg("PL/Rust function \"%s\" can only be called as a trigger", callee.display_name.c_str())));
  pg_unreachable();
}

}  // namespace

Datum call_trigger(FunctionCallInfo fcinfo, Callee& callee) {
  const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  if (callee.shape == confine::CallShape::trigger && CALLED_AS_TRIGGER(fcinfo)) {
    return fire(*fcinfo->flinfo, *reinterpret_cast<TriggerData*>(fcinfo->context), callee, frame);
  }
  if (callee.shape == confine::CallShape::event_trigger && CALLED_AS_EVENT_TRIGGER(fcinfo)) {
    fire_event(*reinterpret_cast<EventTriggerData*>(fcinfo->context), callee, frame);
    return 0;
  }
  raise_nothing_fired(callee);
}

}  // namespace plrust::handler
