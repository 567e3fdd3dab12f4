// SPDX-License-Identifier: PostgreSQL
// The benchmarks as LANGUAGE C functions, and the clock: a function is called in a tight loop through fmgr,
// and the backend's own CPU time is taken, which other processes do not lengthen.
#include "postgres.h"

#include <time.h>

#include "fmgr.h"
#include "miscadmin.h"

#include "bench/c/twins.h"

PG_MODULE_MAGIC;

#define WRAP(name)                                     \
  PG_FUNCTION_INFO_V1(bench_twin_##name);              \
  Datum bench_twin_##name(PG_FUNCTION_ARGS) {          \
    PG_RETURN_INT64(twin_##name(PG_GETARG_INT64(0)));  \
  }                                                    \
  PG_FUNCTION_INFO_V1(bench_plain_##name);             \
  Datum bench_plain_##name(PG_FUNCTION_ARGS) {         \
    PG_RETURN_INT64(plain_##name(PG_GETARG_INT64(0))); \
  }
BENCHMARKS(WRAP)
#undef WRAP

PG_FUNCTION_INFO_V1(bench_increment);
Datum bench_increment(PG_FUNCTION_ARGS) {
  PG_RETURN_INT32(PG_GETARG_INT32(0) + 1);
}

static int64 cpu_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (int64)now.tv_sec * 1000000000 + now.tv_nsec;
}

PG_FUNCTION_INFO_V1(bench_cpu_ns);
// bench_cpu_ns(function regprocedure, argument bigint, calls bigint) returns bigint
Datum bench_cpu_ns(PG_FUNCTION_ARGS) {
  FmgrInfo function;
  Datum argument = Int64GetDatum(PG_GETARG_INT64(1));
  int64 calls = PG_GETARG_INT64(2);
  int64 started;

  fmgr_info(PG_GETARG_OID(0), &function);
  FunctionCall1(&function, argument);  // load it
  started = cpu_ns();
  for (int64 i = 0; i < calls; i++) {
    FunctionCall1(&function, argument);
    if ((i & 0xfffff) == 0xfffff)
      CHECK_FOR_INTERRUPTS();
  }
  PG_RETURN_INT64(cpu_ns() - started);
}
