// SPDX-License-Identifier: PostgreSQL
// Host functions of capability "spi". Everything they are given is copied before PostgreSQL runs, and nothing
// of the region is borrowed while it does. Errors simply leave: no frame here owns anything but memory
// contexts, which go with their parents.
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/callee.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi_results.hpp"
#include "handler/type_map.hpp"
#include "handler/varlena.hpp"

namespace confine = plrust::confine;
namespace handler = plrust::handler;

namespace {

using handler::Callee;
using handler::Passing;
using handler::TypeRow;

constexpr std::uint64_t kQueryLimit = std::uint64_t{64} << 20;
constexpr std::uint32_t kArgumentLimit = 65535;  // of the protocol, for parameters

// As it lies in the region (pgrx/src/abi.rs).
struct SpiArgument {
  std::uint32_t type_oid;
  std::uint32_t is_null;
  std::uint64_t value;
  std::uint64_t length;
};
static_assert(sizeof(SpiArgument) == 24);

struct Parameters {
  int count;
  Oid* types;
  Datum* values;
  char* nulls;
};

const char* copy_query(std::uint64_t address, std::uint64_t length) {
  if (length > kQueryLimit) {
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("query is longer than 64 MB")));
  }
  char* const text = static_cast<char*>(palloc(length + 1));
  confine::copy_from_region(text, address, length, kQueryLimit, "spi_execute: query");
  text[length] = '\0';
  pg_verify_mbstr(PG_UTF8, text, static_cast<int>(length), false);
  return text;
}

Datum copy_value(const TypeRow& type, const SpiArgument& argument) {
  if (type.passing == Passing::by_value) {
    if (!is_valid_bits(type, argument.value)) {
      confine::leave_misuse("spi_execute: a bool argument is neither false nor true");
    }
    return canonical_datum(type, argument.value);
  }
  return handler::datum_from_region(confine::current_instance().region(), type, argument.value,
                                    argument.length);
}

Parameters copy_parameters(std::uint64_t address, std::uint32_t count) {
  if (count > kArgumentLimit) {
    ereport(ERROR, (errcode(ERRCODE_TOO_MANY_ARGUMENTS), errmsg("query has more than 65535 arguments")));
  }
  auto* const raw = static_cast<SpiArgument*>(palloc(sizeof(SpiArgument) * std::max(count, 1U)));
  if (count > 0) {
    confine::copy_from_region(raw, address, sizeof(SpiArgument) * count, sizeof(SpiArgument) * kArgumentLimit,
                              "spi_execute: arguments");
  }
  Parameters parameters{static_cast<int>(count), static_cast<Oid*>(palloc0(sizeof(Oid) * (count + 1))),
                        static_cast<Datum*>(palloc0(sizeof(Datum) * (count + 1))),
                        static_cast<char*>(palloc0(count + 1))};
  for (std::uint32_t i = 0; i < count; ++i) {
    const TypeRow* const type = handler::find_type(raw[i].type_oid);
    if (type == nullptr || type->argument == nullptr) {
      ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                      errmsg("PL/Rust cannot pass an argument of type %s to a query",
                             format_type_be(raw[i].type_oid)),
                      errhint("Pass it as text and cast it in the query.")));
    }
    parameters.types[i] = type->oid;
    parameters.nulls[i] = raw[i].is_null != 0 ? 'n' : ' ';
    if (raw[i].is_null == 0) {
      parameters.values[i] = copy_value(*type, raw[i]);
    }
  }
  return parameters;
}

void check_spi_result(int result) {
  if (result >= 0) {
    return;
  }
  const bool is_transaction = result == SPI_ERROR_TRANSACTION;
  ereport(ERROR,
          (errcode(is_transaction ? ERRCODE_INVALID_TRANSACTION_TERMINATION : ERRCODE_FEATURE_NOT_SUPPORTED),
           is_transaction
               ? errmsg("PL/Rust functions cannot use transaction commands")
               : errmsg("PL/Rust functions cannot run this command: %s", SPI_result_code_string(result))));
}

// Nothing in here may end the call by leave_*(): it would be reported with the context that lies in this
// frame.
std::uint64_t execute(const char* query, const Parameters& parameters, long limit) {
  const Callee& callee = handler::current_callee();
  const handler::ErrorContext context(callee);
  SPI_connect();
  const int result = SPI_execute_with_args(query, parameters.count, parameters.types, parameters.values,
                                           parameters.nulls, callee.is_read_only, limit);
  check_spi_result(result);
  const std::uint64_t processed = SPI_processed;
  handler::keep_spi_result();
  SPI_finish();
  return processed;
}

// The field of a row of the running call. 0 and its datum, or what spi_value() answers.
struct Field {
  int answer;
  Oid type;
  bool is_null;
  Datum value;
};

constexpr int kFound = 0;
constexpr int kNoRow = 1;
constexpr int kNoColumn = 2;
constexpr int kOtherType = 3;

Field find_field(const handler::SpiRows& rows, std::uint64_t row, std::uint32_t column) {
  if (rows.context == nullptr || row >= rows.count) {
    return {kNoRow, InvalidOid, true, 0};
  }
  const TupleDesc descriptor = rows.table->tupdesc;
  if (column < 1 || column > static_cast<std::uint32_t>(descriptor->natts)) {
    return {kNoColumn, InvalidOid, true, 0};
  }
  bool is_null = false;
  const Datum value = SPI_getbinval(rows.table->vals[row], descriptor, static_cast<int>(column), &is_null);
  return {kFound, getBaseType(SPI_gettypeid(descriptor, static_cast<int>(column))), is_null, value};
}

}  // namespace

std::uint64_t plrust_import_spi_execute(std::uint64_t query, std::uint64_t query_len, std::uint64_t args,
                                        std::uint32_t arg_count, std::uint64_t max_rows) {
  confine::before_host_call();
  const MemoryContext scratch =
      AllocSetContextCreate(CurrentMemoryContext, "plrust query", ALLOCSET_SMALL_SIZES);
  const MemoryContext caller = MemoryContextSwitchTo(scratch);
  const char* const command = copy_query(query, query_len);
  const Parameters parameters = copy_parameters(args, arg_count);
  const long limit = static_cast<long>(std::min<std::uint64_t>(max_rows, std::numeric_limits<long>::max()));
  const std::uint64_t processed = execute(command, parameters, limit);
  MemoryContextSwitchTo(caller);
  MemoryContextDelete(scratch);
  return processed;
}

std::int32_t plrust_import_spi_value(std::uint64_t row, std::uint32_t column, std::uint32_t want_type,
                                     std::uint64_t out) {
  confine::before_host_call();
  const handler::SpiRows& rows = handler::current_rows();
  const Field field = find_field(rows, row, column);
  if (field.answer != kFound) {
    return field.answer;
  }
  confine::Argument answer{0, 0};
  const TypeRow* const type = handler::find_type(field.type);
  if (field.type != want_type || type == nullptr || type->argument == nullptr) {
    answer.value = field.type;
    confine::copy_to_region(out, &answer, sizeof answer, "spi_value: out");
    return kOtherType;
  }
  if (field.is_null) {
    answer.meta = confine::kArgumentNull;
  } else if (type->passing == Passing::by_value) {
    answer.value = field.value;
  } else {
    answer.value = handler::pack({rows.generation, column, row});
    answer.meta = toast_raw_datum_size(field.value) - VARHDRSZ;
  }
  confine::copy_to_region(out, &answer, sizeof answer, "spi_value: out");
  return kFound;
}

void plrust_import_spi_fetch(std::uint64_t handle, std::uint64_t dst, std::uint64_t n) {
  confine::before_host_call();
  const handler::SpiRows& rows = handler::current_rows();
  const handler::FieldHandle name = handler::unpack(handle);
  const bool is_current = rows.context != nullptr && name.generation == rows.generation;
  const Field field =
      is_current ? find_field(rows, name.row, name.column) : Field{kNoRow, InvalidOid, true, 0};
  const TypeRow* const type = field.answer == kFound ? handler::find_type(field.type) : nullptr;
  if (type == nullptr || field.is_null ||
      (type->passing != Passing::text && type->passing != Passing::bytes)) {
    confine::leave_misuse("spi_fetch: the handle does not name a value of the current result");
  }
  varlena* const stored = reinterpret_cast<varlena*>(DatumGetPointer(field.value));
  varlena* const value = pg_detoast_datum_packed(stored);
  if (n != VARSIZE_ANY_EXHDR(value)) {
    confine::leave_misuse("spi_fetch: the length is not the value's");
  }
  confine::copy_to_region(dst, VARDATA_ANY(value), n, "spi_fetch: destination");
  if (value != stored) {
    pfree(value);
  }
}
