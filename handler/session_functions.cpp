// SPDX-License-Identifier: PostgreSQL
#include "handler/session_functions.hpp"

#include "confine/runtime/boundary.hpp"
#include "handler/artifacts.hpp"
#include "handler/boundary.hpp"
#include "handler/callee.hpp"
#include "handler/database.hpp"
#include "handler/function_owner.hpp"
#include "handler/install_paths.hpp"
#include "handler/owner_sql.hpp"
#include "handler/prepare.hpp"
#include "handler/role_region.hpp"
#include "handler/settings.hpp"
#include "handler/signature.hpp"
#include "toolchain/dependencies/allow_list.hpp"

namespace plrust::handler {

namespace {

bool is_plrust_function(Oid function) {
  return call_pg([function] {
    const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
    if (!HeapTupleIsValid(tuple)) {
      return false;
    }
    const Oid language = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->prolang;
    ReleaseSysCache(tuple);
    return language == get_language_oid("plrust", true);
  });
}

// A materialized result. The tuplestore belongs to the query.
ReturnSetInfo* begin_rows(FunctionCallInfo fcinfo) {
  return call_pg([fcinfo] {
    InitMaterializedSRF(fcinfo, 0);
    return reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  });
}

void put_row(ReturnSetInfo* info, Datum* values, bool* nulls) {
  call_pg([info, values, nulls] { tuplestore_putvalues(info->setResult, info->setDesc, values, nulls); });
}

}  // namespace

Datum validate_function(FunctionCallInfo fcinfo) {
  const Oid function = PG_GETARG_OID(0);
  const Oid validator = fcinfo->flinfo->fn_oid;
  if (!call_pg([validator, function] { return CheckFunctionValidatorAccess(validator, function); })) {
    return 0;
  }
  check_database();
  const Signature signature = read_signature(function);
  // Anybody may ask for the check of a function that he may call; only its owner has it compiled, and thereby
  // says how.
  if (check_function_bodies && owns_function(function)) {
    prepare_for_create(signature);
  }
  return 0;
}

Datum recompile(FunctionCallInfo fcinfo) {
  const Oid function = PG_GETARG_OID(0);
  if (!is_plrust_function(function)) {
    throw Error(ERRCODE_WRONG_OBJECT_TYPE,
                "function with OID " + std::to_string(function) + " is not a PL/Rust function");
  }
  const Signature signature = read_signature(function);
  if (!owns_function(function)) {
    throw Error(ERRCODE_INSUFFICIENT_PRIVILEGE, "must be owner of function " + signature.display_name);
  }
  prepare_again(signature);
  return 0;
}

Datum source_key(FunctionCallInfo fcinfo) {
  try {
    return bytea_datum(as_text(read_signature(PG_GETARG_OID(0)).source_key));
  } catch (const Error&) {
    // Not an error of PostgreSQL's: nothing has to be rolled back.
    fcinfo->isnull = true;
    return 0;
  }
}

Datum source(FunctionCallInfo fcinfo) {
  const Oid function = PG_GETARG_OID(0);
  if (!is_plrust_function(function)) {
    fcinfo->isnull = true;
    return 0;
  }
  return text_datum(read_source(function));
}

Datum guard_artifacts(FunctionCallInfo fcinfo) {
  if (!CALLED_AS_TRIGGER(fcinfo)) {
    throw Error(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED, "must be called as a trigger");
  }
  return PointerGetDatum(guard_row(*reinterpret_cast<TriggerData*>(fcinfo->context)));
}

Datum forget_dropped(FunctionCallInfo fcinfo) {
  if (!CALLED_AS_EVENT_TRIGGER(fcinfo)) {
    throw Error(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED, "must be called as an event trigger");
  }
  forget_dropped_functions();
  return 0;
}

Datum allowed_dependencies(FunctionCallInfo fcinfo) {
  ReturnSetInfo* const info = begin_rows(fcinfo);
  const toolchain::AllowList list = toolchain::AllowList::parse(allowed_dependencies_text());
  for (const toolchain::AllowedCrate& row : list.rows()) {
    Datum values[] = {text_datum(row.name),           text_datum(row.version.text()),
                      text_array_datum(row.features), BoolGetDatum(row.default_features),
                      BoolGetDatum(row.build_script), BoolGetDatum(row.proc_macro)};
    bool nulls[std::size(values)] = {};
    put_row(info, values, nulls);
  }
  return 0;
}

Datum session_stats(FunctionCallInfo fcinfo) {
  ReturnSetInfo* const info = begin_rows(fcinfo);
  const CalleeCounts callees = count_callees();
  const confine::Counters counters = confine::counters();
  const auto number = [](std::uint64_t value) { return Int64GetDatum(static_cast<std::int64_t>(value)); };
  Datum values[] = {number(callees.functions),  number(callees.instances),     number(region_count()),
                    number(callees.heap_bytes), number(callees.resets),        number(counters.stops),
                    number(counters.faults),    number(confine::frame_depth())};
  bool nulls[std::size(values)] = {};
  put_row(info, values, nulls);
  return 0;
}

Datum version(FunctionCallInfo /*fcinfo*/) {
  return text_datum(kVersion);
}

}  // namespace plrust::handler
