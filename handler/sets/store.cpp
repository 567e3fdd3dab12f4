// SPDX-License-Identifier: PostgreSQL
// A set is asked for all of its values while its function's call lasts: it borrows its arguments from the
// call's own block.
#include "handler/sets/store.hpp"

#include "confine/runtime/boundary.hpp"
#include "handler/raise_report.hpp"
#include "handler/role_region.hpp"
#include "handler/row_result.hpp"
#include "handler/spi/frames.hpp"
#include "handler/values/decode.hpp"
#include "handler/values/polymorphic.hpp"

namespace plrust::handler {

namespace {

using confine::CallResult;
using confine::ResultKind;

ReturnSetInfo& set_info(FunctionCallInfo fcinfo) {
  auto* const info = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  if (info == nullptr || !IsA(info, ReturnSetInfo)) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("set-valued function called in context that cannot accept a set")));
  }
  if ((info->allowedModes & SFRM_Materialize) == 0 || info->expectedDesc == nullptr) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("materialize mode required, but it is not allowed in this context")));
  }
  return *info;
}

// Rows of a type that is known, or that the call says; otherwise the one column that the caller made up.
bool returns_rows(const Callee& callee) {
  return callee.has_columns || callee.result->crossing == Crossing::tuple;
}

// A polymorphic set of rows has the rows' columns, and not one of their type.
void check_column(TupleDesc descriptor, const TypeInfo& type) {
  if (descriptor->natts != 1 || TupleDescAttr(descriptor, 0)->atttypid != type.oid) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("PL/Rust functions cannot return a set of %s here", format_type_be(type.oid))));
  }
}

}  // namespace

SetStore::SetStore(FunctionCallInfo fcinfo, const Callee& callee)
    : declared_(callee.result), gives_rows_(returns_rows(callee)) {
  ReturnSetInfo& info = set_info(fcinfo);
  const MemoryContext caller = MemoryContextSwitchTo(info.econtext->ecxt_per_query_memory);
  row_ = make_row_types(CreateTupleDescCopy(info.expectedDesc));
  store_ = tuplestore_begin_heap((info.allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
  info.returnMode = SFRM_Materialize;
  info.setResult = store_;
  info.setDesc = row_.descriptor;
  MemoryContextSwitchTo(caller);
  const auto columns = static_cast<std::size_t>(row_.descriptor->natts);
  values_ = static_cast<Datum*>(palloc0(sizeof(Datum) * columns));
  nulls_ = static_cast<bool*>(palloc0(columns));
}

void SetStore::put(FunctionCallInfo fcinfo, const Callee& callee, CallResult result) {
  const ErrorContext context(callee);
  const bool is_null = result.kind() == ResultKind::null;
  if (is_null && !gives_rows_) {
    check_null(resolve_result(fcinfo, *declared_));
  }
  if (is_null) {
    std::memset(nulls_, 1, static_cast<std::size_t>(row_.descriptor->natts));
  } else if (gives_rows_) {
    FieldMemory memory;
    decode_row(row_, result.value, result.length(), *callee.region->region, values_, nulls_, memory);
    tuplestore_putvalues(store_, row_.descriptor, values_, nulls_);
    return;
  } else {
    const TypeInfo& type = resolve_result(fcinfo, *declared_);
    check_column(row_.descriptor, type);
    const confine::Region& region = *callee.region->region;
    const std::uint64_t length = result.length();
    values_[0] = declared_->crossing == Crossing::any ? decode_any(type, result.value, length, region)
                                                      : decode_result(type, result.value, length, region);
    nulls_[0] = false;
  }
  tuplestore_putvalues(store_, row_.descriptor, values_, nulls_);
}

bool SetStore::put_next(FunctionCallInfo fcinfo, const Callee& callee, std::uint64_t set) {
  const CallResult result = spi::enter(*callee.instance, set, 0, confine::kOperationNext);
  if (!has_next(callee, result)) {
    return false;
  }
  put(fcinfo, callee, result);
  return true;
}

void SetStore::fill(FunctionCallInfo fcinfo, const Callee& callee, std::uint64_t set) {
  const MemoryContext scratch =
      AllocSetContextCreate(CurrentMemoryContext, "plrust set", ALLOCSET_DEFAULT_SIZES);
  const MemoryContext caller = MemoryContextSwitchTo(scratch);
  const LentSet lent(callee, set);
  PG_TRY();
  {
    do {
      CHECK_FOR_INTERRUPTS();
      MemoryContextReset(scratch);
      if (!lent.is_there()) {
        raise_lost(callee);
      }
    } while (put_next(fcinfo, callee, set));
  }
  PG_CATCH();
  {
    lent.give_up();
    PG_RE_THROW();
  }
  PG_END_TRY();
  MemoryContextSwitchTo(caller);
  MemoryContextDelete(scratch);
}

}  // namespace plrust::handler
