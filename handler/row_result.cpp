// SPDX-License-Identifier: PostgreSQL
#include "handler/row_result.hpp"

#include "handler/raise_report.hpp"
#include "handler/role_region.hpp"
#include "handler/values/decode.hpp"

namespace plrust::handler {

namespace {

constexpr unsigned kLengthShift = 8;

}  // namespace

TupleDesc call_descriptor(FunctionCallInfo fcinfo) {
  TupleDesc descriptor = nullptr;
  const TypeFuncClass kind = get_call_result_type(fcinfo, nullptr, &descriptor);
  if (descriptor == nullptr ||
      (kind != TYPEFUNC_COMPOSITE && kind != TYPEFUNC_COMPOSITE_DOMAIN && kind != TYPEFUNC_RECORD)) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("function returning record called in context that cannot accept type record")));
  }
  return BlessTupleDesc(CreateTupleDescCopy(descriptor));
}

void decode_columns(TupleDesc descriptor, const Callee& callee, confine::CallResult result, Datum* values,
                    bool* nulls) {
  const confine::Region& region = *callee.region->region;
  const std::uint64_t length = result.tag >> kLengthShift;
  if (descriptor->natts == 1) {
    const TypeInfo& type = type_info_or_raise(TupleDescAttr(descriptor, 0)->atttypid);
    values[0] = decode_result(type, result.value, length, region);
    nulls[0] = false;
    return;
  }
  decode_row(descriptor, result.value, length, region, values, nulls);
}

Datum row_datum(FunctionCallInfo fcinfo, const Callee& callee, confine::CallResult result, bool is_null) {
  const ErrorContext context(callee);
  const TupleDesc descriptor = call_descriptor(fcinfo);
  const auto columns = static_cast<std::size_t>(descriptor->natts);
  auto* const values = static_cast<Datum*>(palloc0(sizeof(Datum) * columns));
  auto* const nulls = static_cast<bool*>(palloc(columns));
  std::memset(nulls, 1, columns);
  if (is_null) {
    for (int i = 0; i < descriptor->natts; ++i) {
      check_null(type_info_or_raise(TupleDescAttr(descriptor, i)->atttypid));
    }
  } else {
    decode_columns(descriptor, callee, result, values, nulls);
  }
  return HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls));
}

}  // namespace plrust::handler
