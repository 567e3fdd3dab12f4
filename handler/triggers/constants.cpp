// SPDX-License-Identifier: PostgreSQL
#include "handler/triggers/constants.hpp"

#include "handler/values/payload_builder.hpp"

namespace plrust::handler {

namespace {

EncodedValue encode_bits(std::uint64_t bits) {
  EncodedValue value;
  value.bits = bits;
  return value;
}

EncodedValue null_value() {
  EncodedValue value;
  value.is_null = true;
  return value;
}

EncodedValue encode_names(char** texts, int count) {
  auto* const elements = static_cast<Datum*>(palloc(sizeof(Datum) * static_cast<std::size_t>(count + 1)));
  for (int i = 0; i < count; ++i) {
    elements[i] = PointerGetDatum(cstring_to_text(texts[i]));
  }
  ArrayType* const array = construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT);
  return encode(type_info_or_raise(TEXTARRAYOID), PointerGetDatum(array));
}

void write_constants(TriggerState& state, const TriggerData& data) {
  const Relation relation = data.tg_relation;
  const Trigger& trigger = *data.tg_trigger;
  EncodedValue values[kArguments];
  values[kNew] = null_value();
  values[kOld] = null_value();
  values[kRelation] = encode_bits(RelationGetRelid(relation));
  values[kName] = encode_name(trigger.tgname);
  values[kTable] = encode_name(RelationGetRelationName(relation));
  values[kSchema] = encode_name(get_namespace_name(RelationGetNamespace(relation)));
  values[kOldTable] = encode_name(trigger.tgoldtable);
  values[kNewTable] = encode_name(trigger.tgnewtable);
  values[kExtra] = encode_names(trigger.tgargs, trigger.tgnargs);
  PayloadBuilder builder;
  for (unsigned i = 0; i < kArguments; ++i) {
    const std::size_t place = builder.reserve(values[i].length());
    state.cells[i] = values[i].cell(sizeof state.cells + place);
    values[i].write_to(reinterpret_cast<std::byte*>(builder.bytes() + place));
    release(values[i]);
  }
  state.payloads = builder.bytes();
  state.payloads_length = builder.reserve(0);
}

bool is_of(const TriggerState& state, const TriggerData& data) {
  return state.trigger == data.tg_trigger->tgoid && state.relation == RelationGetRelid(data.tg_relation) &&
         state.form->descriptor == RelationGetDescr(data.tg_relation) && state.form->is_current();
}

}  // namespace

EncodedValue encode_name(const char* text) {
  return text == nullptr ? null_value()
                         : encode(type_info_or_raise(TEXTOID), PointerGetDatum(cstring_to_text(text)));
}

TriggerState& trigger_state(FmgrInfo& info, const TriggerData& data, Callee& callee) {
  auto* const known = static_cast<TriggerState*>(call_state(info, CallStateKind::trigger));
  if (known != nullptr && is_of(*known, data)) {
    return *known;
  }
  const MemoryContext caller = MemoryContextSwitchTo(info.fn_mcxt);
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the context does
  auto* const state = ::new (palloc0(sizeof(TriggerState))) TriggerState;
  state->trigger = data.tg_trigger->tgoid;
  state->relation = RelationGetRelid(data.tg_relation);
  state->form = make_row_form(RelationGetDescr(data.tg_relation));
  write_constants(*state, data);
  MemoryContextSwitchTo(caller);
  set_call_state(info, *state, CallStateKind::trigger, callee);
  return *state;
}

}  // namespace plrust::handler
