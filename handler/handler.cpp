// SPDX-License-Identifier: PostgreSQL
// What PostgreSQL sees of the extension: the module's start and the functions that its SQL script declares.
#include "handler/boundary.hpp"
#include "handler/call.hpp"
#include "handler/callee.hpp"
#include "handler/database.hpp"
#include "handler/inline_code.hpp"
#include "handler/log_limit.hpp"
#include "handler/pg.hpp"
#include "handler/prepare.hpp"
#include "handler/quarantine.hpp"
#include "handler/runtime_hooks.hpp"
#include "handler/session_functions.hpp"
#include "handler/settings.hpp"
#include "handler/signature.hpp"

namespace handler = plrust::handler;

// exports.map says what is exported, and can only choose among what is not hidden. PGDLLEXPORT is empty
// before 16.
#pragma GCC visibility push(default)
extern "C" {
PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(plrust_call_handler);
PG_FUNCTION_INFO_V1(plrust_inline_handler);
PG_FUNCTION_INFO_V1(plrust_validator);
PG_FUNCTION_INFO_V1(plrust_check_database);
PG_FUNCTION_INFO_V1(plrust_fault);
PG_FUNCTION_INFO_V1(plrust_forget_dropped);
PG_FUNCTION_INFO_V1(plrust_guard_artifacts);
PG_FUNCTION_INFO_V1(plrust_recompile);
PG_FUNCTION_INFO_V1(plrust_release);
PG_FUNCTION_INFO_V1(plrust_source);
PG_FUNCTION_INFO_V1(plrust_source_key);
PG_FUNCTION_INFO_V1(plrust_allowed_dependencies);
PG_FUNCTION_INFO_V1(plrust_session_stats);
PG_FUNCTION_INFO_V1(plrust_version);

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): PostgreSQL's name.
PGDLLEXPORT void _PG_init();

void _PG_init() {
  handler::define_settings();
  handler::watch_catalog();
  handler::watch_transactions();
  handler::watch_log();
  handler::find_current_user();
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

Datum plrust_inline_handler(PG_FUNCTION_ARGS) {
  handler::run_inline(*reinterpret_cast<InlineCodeBlock*>(PG_GETARG_POINTER(0)));
  PG_RETURN_VOID();
}

Datum plrust_validator(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::validate_function(fcinfo); });
}

Datum plrust_check_database(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum {
    handler::check_database();
    handler::check_schema(fcinfo->flinfo->fn_oid);
    return 0;
  });
}

Datum plrust_fault(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::fault_of(fcinfo); });
}

Datum plrust_forget_dropped(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::forget_dropped(fcinfo); });
}

Datum plrust_guard_artifacts(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::guard_artifacts(fcinfo); });
}

Datum plrust_recompile(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::recompile(fcinfo); });
}

Datum plrust_release(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::release(fcinfo); });
}

Datum plrust_source(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::source(fcinfo); });
}

Datum plrust_source_key(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::source_key(fcinfo); });
}

Datum plrust_allowed_dependencies(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::allowed_dependencies(fcinfo); });
}

Datum plrust_session_stats(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::session_stats(fcinfo); });
}

Datum plrust_version(PG_FUNCTION_ARGS) {
  return handler::enter([fcinfo]() -> Datum { return handler::version(fcinfo); });
}
}
#pragma GCC visibility pop
