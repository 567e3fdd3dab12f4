// SPDX-License-Identifier: PostgreSQL
// Functions of newer versions, made of what older ones have.
#include "handler/pg.hpp"

#if PG_VERSION_NUM < 150000

void InitMaterializedSRF(FunctionCallInfo fcinfo, bits32 /*flags*/) {
  auto* const info = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  if (info == nullptr || !IsA(info, ReturnSetInfo) || (info->allowedModes & SFRM_Materialize) == 0) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("materialize mode required")));
  }
  TupleDesc descriptor = nullptr;
  if (get_call_result_type(fcinfo, nullptr, &descriptor) != TYPEFUNC_COMPOSITE) {
    elog(ERROR, "return type must be a row type");
  }
  const MemoryContext caller = MemoryContextSwitchTo(info->econtext->ecxt_per_query_memory);
  info->returnMode = SFRM_Materialize;
  info->setResult = tuplestore_begin_heap(true, false, work_mem);
  info->setDesc = CreateTupleDescCopy(descriptor);
  MemoryContextSwitchTo(caller);
}

#endif

#if PG_VERSION_NUM < 140000

namespace {

// Parameters as functions take them that know of no ParamListInfo.
struct Parameters {
  explicit Parameters(ParamListInfo list) : count(list == nullptr ? 0 : list->numParams) {
    const Size size = static_cast<Size>(count) + 1;
    types = static_cast<Oid*>(palloc(sizeof(Oid) * size));
    values = static_cast<Datum*>(palloc(sizeof(Datum) * size));
    nulls = static_cast<char*>(palloc(size));
    for (int i = 0; i < count; ++i) {
      const ParamExternData& parameter = list->params[i];
      types[i] = parameter.ptype;
      values[i] = parameter.value;
      nulls[i] = parameter.isnull ? 'n' : ' ';
    }
  }

  int count;
  Oid* types;
  Datum* values;
  char* nulls;
};

// SPI has put the rows aside.
void send_rows(DestReceiver* receiver) {
  SPITupleTable* const table = std::exchange(SPI_tuptable, nullptr);
  if (table == nullptr) {
    return;
  }
  TupleTableSlot* const slot = MakeSingleTupleTableSlot(table->tupdesc, &TTSOpsHeapTuple);
  receiver->rStartup(receiver, CMD_SELECT, table->tupdesc);
  for (uint64 i = 0; i < table->numvals; ++i) {
    ExecStoreHeapTuple(table->vals[i], slot, false);
    receiver->receiveSlot(slot, receiver);
  }
  ExecDropSingleTupleTableSlot(slot);
  SPI_freetuptable(table);
}

long row_limit(const SPIExecuteOptions& options) {
  return static_cast<long>(options.tcount);
}

// A plan that is not saved belongs to the procedure's memory, which outlives the transactions that it ends.
int execute_nonatomic(const char* query, const SPIExecuteOptions& options) {
  const Parameters parameters(options.params);
  const SPIPlanPtr plan = SPI_prepare(query, parameters.count, parameters.types);
  if (plan == nullptr) {
    return SPI_result;
  }
  plan->no_snapshots = true;
  const int result =
      SPI_execute_plan_with_paramlist(plan, options.params, options.read_only, row_limit(options));
  SPI_freeplan(plan);
  return result;
}

}  // namespace

int SPI_execute_extended(const char* query, const SPIExecuteOptions* options) {
  int result = 0;
  if (options->allow_nonatomic) {
    result = execute_nonatomic(query, *options);
  } else {
    const Parameters parameters(options->params);
    result = SPI_execute_with_args(query, parameters.count, parameters.types, parameters.values,
                                   parameters.nulls, options->read_only, row_limit(*options));
  }
  send_rows(options->dest);
  return result;
}

int SPI_execute_plan_extended(SPIPlanPtr plan, const SPIExecuteOptions* options) {
  const int result =
      SPI_execute_plan_with_paramlist(plan, options->params, options->read_only, row_limit(*options));
  send_rows(options->dest);
  return result;
}

Portal SPI_cursor_parse_open(const char* name, const char* query, const SPIParseOpenOptions* options) {
  const Parameters parameters(options->params);
  return SPI_cursor_open_with_args(name, query, parameters.count, parameters.types, parameters.values,
                                   parameters.nulls, options->read_only, options->cursorOptions);
}

#endif
