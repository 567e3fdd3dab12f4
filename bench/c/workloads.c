// SPDX-License-Identifier: PostgreSQL
// C twins of bench/workloads/*.toml, written the way a careful extension is: plans and descriptors are kept,
// short varlenas stay packed, nothing is copied that need not be.
#include "postgres.h"

#include <math.h>
#include <time.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

PG_FUNCTION_INFO_V1(bench_cpu_now);
// bench_cpu_now() returns bigint: nanoseconds of CPU time of this backend.
Datum bench_cpu_now(PG_FUNCTION_ARGS) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  PG_RETURN_INT64((int64)now.tv_sec * 1000000000 + now.tv_nsec);
}

PG_FUNCTION_INFO_V1(bench_spi_loop);
Datum bench_spi_loop(PG_FUNCTION_ARGS) {
  static SPIPlanPtr plan = NULL;
  int32 count = PG_GETARG_INT32(0);
  int64 sum = 0;

  SPI_connect();
  if (plan == NULL) {
    Oid types[1] = {INT4OID};
    plan = SPI_prepare("SELECT v FROM bench.points WHERE id = $1", 1, types);
    if (plan == NULL)
      elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
    SPI_keepplan(plan);
  }
  for (int32 i = 0; i < count; i++) {
    Datum values[1] = {Int32GetDatum(i % 1000)};
    bool is_null;
    if (SPI_execute_plan(plan, values, NULL, true, 1) != SPI_OK_SELECT || SPI_processed != 1)
      elog(ERROR, "no row");
    sum += DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
    SPI_freetuptable(SPI_tuptable);
  }
  SPI_finish();
  PG_RETURN_INT64(sum);
}

PG_FUNCTION_INFO_V1(bench_spi_scan);
Datum bench_spi_scan(PG_FUNCTION_ARGS) {
  int64 sum = 0;
  Portal portal;

  SPI_connect();
  portal = SPI_cursor_open_with_args(NULL, "SELECT n, n::text FROM generate_series(1, $1) n", 1,
                                     (Oid[]){INT4OID}, (Datum[]){PG_GETARG_DATUM(0)}, NULL, true, 0);
  for (;;) {
    SPI_cursor_fetch(portal, true, 1000);
    if (SPI_processed == 0)
      break;
    for (uint64 i = 0; i < SPI_processed; i++) {
      HeapTuple tuple = SPI_tuptable->vals[i];
      bool is_null;
      text* shown;
      sum += DatumGetInt32(SPI_getbinval(tuple, SPI_tuptable->tupdesc, 1, &is_null));
      shown = DatumGetTextPP(SPI_getbinval(tuple, SPI_tuptable->tupdesc, 2, &is_null));
      sum += VARSIZE_ANY_EXHDR(shown);
    }
    SPI_freetuptable(SPI_tuptable);
  }
  SPI_cursor_close(portal);
  SPI_finish();
  PG_RETURN_INT64(sum);
}

PG_FUNCTION_INFO_V1(bench_trigger);
Datum bench_trigger(PG_FUNCTION_ARGS) {
  TriggerData* data = (TriggerData*)fcinfo->context;
  TupleDesc descriptor;
  int column;
  bool is_null;
  Datum value;

  if (!CALLED_AS_TRIGGER(fcinfo))
    elog(ERROR, "not called as a trigger");
  descriptor = RelationGetDescr(data->tg_relation);
  column = SPI_fnumber(descriptor, "n");
  value = heap_getattr(data->tg_trigtuple, column, descriptor, &is_null);
  value = Int32GetDatum(DatumGetInt32(value) + 1);
  return PointerGetDatum(
      heap_modify_tuple_by_cols(data->tg_trigtuple, descriptor, 1, &column, &value, &is_null));
}

PG_FUNCTION_INFO_V1(bench_array_sum);
Datum bench_array_sum(PG_FUNCTION_ARGS) {
  ArrayType* array = PG_GETARG_ARRAYTYPE_P(0);
  int count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
  const float8* values = (const float8*)ARR_DATA_PTR(array);
  float8 sum = 0;

  if (array_contains_nulls(array))
    ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("array must not contain nulls")));
  for (int i = 0; i < count; i++) sum += values[i];
  PG_FREE_IF_COPY(array, 0);
  PG_RETURN_FLOAT8(sum);
}

PG_FUNCTION_INFO_V1(bench_set);
Datum bench_set(PG_FUNCTION_ARGS) {
  FuncCallContext* context;

  if (SRF_IS_FIRSTCALL()) {
    context = SRF_FIRSTCALL_INIT();
    context->max_calls = PG_GETARG_INT32(0);
  }
  context = SRF_PERCALL_SETUP();
  if (context->call_cntr < context->max_calls) {
    // Before the macro, which counts first and looks at the value then.
    Datum value = Int64GetDatum((int64)context->call_cntr * 3);
    SRF_RETURN_NEXT(context, value);
  }
  SRF_RETURN_DONE(context);
}

PG_FUNCTION_INFO_V1(bench_table);
Datum bench_table(PG_FUNCTION_ARGS) {
  FuncCallContext* context;

  if (SRF_IS_FIRSTCALL()) {
    MemoryContext caller;
    context = SRF_FIRSTCALL_INIT();
    context->max_calls = PG_GETARG_INT32(0);
    caller = MemoryContextSwitchTo(context->multi_call_memory_ctx);
    get_call_result_type(fcinfo, NULL, &context->tuple_desc);
    context->tuple_desc = BlessTupleDesc(context->tuple_desc);
    MemoryContextSwitchTo(caller);
  }
  context = SRF_PERCALL_SETUP();
  if (context->call_cntr < context->max_calls) {
    Datum values[2] = {Int64GetDatum((int64)context->call_cntr), CStringGetTextDatum("some words")};
    bool nulls[2] = {false, false};
    SRF_RETURN_NEXT(context, HeapTupleGetDatum(heap_form_tuple(context->tuple_desc, values, nulls)));
  }
  SRF_RETURN_DONE(context);
}

PG_FUNCTION_INFO_V1(bench_text_append);
Datum bench_text_append(PG_FUNCTION_ARGS) {
  text* given = PG_GETARG_TEXT_PP(0);
  Size length = VARSIZE_ANY_EXHDR(given);
  text* result = palloc(VARHDRSZ + length + 1);

  SET_VARSIZE(result, VARHDRSZ + length + 1);
  memcpy(VARDATA(result), VARDATA_ANY(given), length);
  VARDATA(result)[length] = '!';
  PG_RETURN_TEXT_P(result);
}

PG_FUNCTION_INFO_V1(bench_text_last);
Datum bench_text_last(PG_FUNCTION_ARGS) {
  text* given = PG_GETARG_TEXT_PP(0);
  Size length = VARSIZE_ANY_EXHDR(given);
  int32 last = length > 0 ? (unsigned char)VARDATA_ANY(given)[length - 1] : 0;

  PG_FREE_IF_COPY(given, 0);
  PG_RETURN_INT32(last);
}

PG_FUNCTION_INFO_V1(bench_new_row);
Datum bench_new_row(PG_FUNCTION_ARGS) {
  TupleDesc descriptor = fcinfo->flinfo->fn_extra;
  Datum values[2] = {PG_GETARG_DATUM(0), CStringGetTextDatum("some words")};
  bool nulls[2] = {false, false};

  if (descriptor == NULL) {
    MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
    get_call_result_type(fcinfo, NULL, &descriptor);
    descriptor = BlessTupleDesc(descriptor);
    fcinfo->flinfo->fn_extra = descriptor;
    MemoryContextSwitchTo(caller);
  }
  return HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls));
}

PG_FUNCTION_INFO_V1(bench_next_month);
Datum bench_next_month(PG_FUNCTION_ARGS) {
  Interval month = {.time = 0, .day = 0, .month = 1};
  return DirectFunctionCall2(timestamptz_pl_interval, PG_GETARG_DATUM(0), IntervalPGetDatum(&month));
}
