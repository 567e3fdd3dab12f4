// SPDX-License-Identifier: PostgreSQL
// A set is asked for all of its values while its function's call lasts, as in PL/pgSQL: so it borrows its
// arguments from the call's own block, and no set is ever left suspended.
#include "handler/set_call.hpp"

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

constexpr std::uint64_t kKindMask = 0xff;
constexpr unsigned kLengthShift = 8;

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

[[noreturn]] void raise_lost(const Callee& callee) {
  ereport(ERROR,
          (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
           errmsg("the set of PL/Rust function \"%s\" is lost", callee.display_name.c_str()),
           errdetail("Another call of the function was left by an error, or the function was replaced, "
                     "while it returned its values.")));
  pg_unreachable();
}

}  // namespace

SetStore::SetStore(FunctionCallInfo fcinfo, const Callee& callee)
    : declared_(callee.result), gives_rows_(returns_rows(callee)) {
  ReturnSetInfo& info = set_info(fcinfo);
  const MemoryContext caller = MemoryContextSwitchTo(info.econtext->ecxt_per_query_memory);
  descriptor_ = CreateTupleDescCopy(info.expectedDesc);
  store_ = tuplestore_begin_heap((info.allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
  info.returnMode = SFRM_Materialize;
  info.setResult = store_;
  info.setDesc = descriptor_;
  MemoryContextSwitchTo(caller);
  const auto columns = static_cast<std::size_t>(descriptor_->natts);
  values_ = static_cast<Datum*>(palloc0(sizeof(Datum) * columns));
  nulls_ = static_cast<bool*>(palloc0(columns));
}

void SetStore::put(FunctionCallInfo fcinfo, const Callee& callee, CallResult result) {
  const ErrorContext context(callee);
  const bool is_null = static_cast<ResultKind>(result.tag & kKindMask) == ResultKind::null;
  if (is_null && !gives_rows_) {
    check_null(resolve_result(fcinfo, *declared_));
  }
  if (is_null) {
    std::memset(nulls_, 1, static_cast<std::size_t>(descriptor_->natts));
  } else if (gives_rows_) {
    decode_row(descriptor_, result.value, result.tag >> kLengthShift, *callee.region->region, values_,
               nulls_);
  } else {
    const TypeInfo& type = resolve_result(fcinfo, *declared_);
    check_column(descriptor_, type);
    const confine::Region& region = *callee.region->region;
    const std::uint64_t length = result.tag >> kLengthShift;
    values_[0] = declared_->crossing == Crossing::any ? decode_any(type, result.value, length, region)
                                                      : decode_result(type, result.value, length, region);
    nulls_[0] = false;
  }
  tuplestore_putvalues(store_, descriptor_, values_, nulls_);
}

bool SetStore::put_next(FunctionCallInfo fcinfo, const Callee& callee, std::uint64_t set) {
  const CallResult result = confine::enter(*callee.instance, set, 0, confine::kOperationNext);
  spi::after_call();
  switch (static_cast<ResultKind>(result.tag & kKindMask)) {
    case ResultKind::value:
    case ResultKind::null:
      put(fcinfo, callee, result);
      return true;
    case ResultKind::done:
      return false;
    case ResultKind::error:
      raise_returned_error(callee, result.value);
    case ResultKind::changed:
      break;
  }
  ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                  errmsg("PL/Rust function returned neither a value nor an error"),
                  errcontext("PL/Rust function \"%s\"", callee.display_name.c_str())));
  pg_unreachable();
}

void SetStore::fill(FunctionCallInfo fcinfo, const Callee& callee, std::uint64_t set) {
  const MemoryContext scratch =
      AllocSetContextCreate(CurrentMemoryContext, "plrust set", ALLOCSET_DEFAULT_SIZES);
  const MemoryContext caller = MemoryContextSwitchTo(scratch);
  // The set is memory of this instance, as it is now.
  confine::Instance* const owner = callee.instance;
  const std::uint64_t resets = owner->resets();
  const auto is_there = [&] { return callee.instance == owner && owner->resets() == resets; };
  PG_TRY();
  {
    do {
      CHECK_FOR_INTERRUPTS();
      MemoryContextReset(scratch);
      if (!is_there() || owner->is_dirty()) {
        raise_lost(callee);
      }
    } while (put_next(fcinfo, callee, set));
  }
  PG_CATCH();
  {
    if (is_there()) {
      owner->mark_dirty();
      note_dirty_instance();
    }
    PG_RE_THROW();
  }
  PG_END_TRY();
  MemoryContextSwitchTo(caller);
  MemoryContextDelete(scratch);
}

}  // namespace plrust::handler
