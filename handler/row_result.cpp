// SPDX-License-Identifier: PostgreSQL
#include "handler/row_result.hpp"

#include "handler/values/decode.hpp"

namespace plrust::handler {

namespace {

TupleDesc ask_for_descriptor(FunctionCallInfo fcinfo) {
  TupleDesc descriptor = nullptr;
  const TypeFuncClass kind = get_call_result_type(fcinfo, nullptr, &descriptor);
  if (descriptor == nullptr ||
      (kind != TYPEFUNC_COMPOSITE && kind != TYPEFUNC_COMPOSITE_DOMAIN && kind != TYPEFUNC_RECORD)) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("function returning record called in context that cannot accept type record")));
  }
  return BlessTupleDesc(CreateTupleDescCopy(descriptor));
}

struct Fields {
  Datum* values;
  bool* nulls;
};

Fields make_fields(const RowTypes& row) {
  const auto columns = static_cast<std::size_t>(row.descriptor->natts);
  auto* const values = static_cast<Datum*>(palloc0(columns * (sizeof(Datum) + sizeof(bool))));
  auto* const nulls = reinterpret_cast<bool*>(values + columns);
  std::memset(nulls, 1, columns);
  return {values, nulls};
}

}  // namespace

const RowTypes& call_row(FunctionCallInfo fcinfo, RowState& state) {
  if (likely(state.descriptor != nullptr && state.row.is_current())) {
    return state.row;
  }
  const MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
  if (state.descriptor == nullptr) {
    state.descriptor = ask_for_descriptor(fcinfo);
  }
  state.row = make_row_types(state.descriptor);
  MemoryContextSwitchTo(caller);
  return state.row;
}

void decode_columns(const RowTypes& row, const confine::Region& region, confine::CallResult result,
                    Datum* values, bool* nulls, FieldMemory& memory) {
  const std::uint64_t length = result.length();
  if (row.descriptor->natts == 1) {
    values[0] = decode_result(*row.types[0], result.value, length, region);
    nulls[0] = false;
    return;
  }
  decode_row(row, result.value, length, region, values, nulls, memory);
}

Datum decode_row_datum(const RowTypes& row, const confine::Region& region, confine::CallResult result) {
  Datum values[kFewColumns];
  bool nulls[kFewColumns];
  const Fields fields = row.natts <= kFewColumns ? Fields{values, nulls} : make_fields(row);
  FieldMemory memory;
  decode_columns(row, region, result, fields.values, fields.nulls, memory);
  return HeapTupleGetDatum(heap_form_tuple(row.descriptor, fields.values, fields.nulls));
}

Datum null_row_datum(const RowTypes& row) {
  const Fields fields = make_fields(row);
  for (int i = 0; i < row.descriptor->natts; ++i) {
    check_null(*row.types[i]);
  }
  return HeapTupleGetDatum(heap_form_tuple(row.descriptor, fields.values, fields.nulls));
}

RowState& row_state(FmgrInfo& info, Callee& callee) {
  CallState* const known = call_state(info);
  if (known != nullptr && (known->kind == CallStateKind::row || known->kind == CallStateKind::set)) {
    return *static_cast<RowState*>(known);
  }
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the context does
  auto* const state = ::new (MemoryContextAllocZero(info.fn_mcxt, sizeof(RowState))) RowState;
  set_call_state(info, *state, CallStateKind::row, callee);
  return *state;
}

}  // namespace plrust::handler
