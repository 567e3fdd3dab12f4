// SPDX-License-Identifier: PostgreSQL
// Host functions of capability "errors".
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "handler/raise_report.hpp"

namespace confine = plrust::confine;

void plrust_import_panic(std::uint64_t message, std::uint64_t message_len, std::uint64_t file,
                         std::uint64_t file_len, std::uint32_t line, std::uint32_t column) {
  confine::leave_panic(message, message_len, file, file_len, line, column);
}

void plrust_import_abort() {
  confine::leave_abort();
}

void plrust_import_report(std::uint64_t report) {
  confine::before_host_call();
  // What a report takes until it is sent goes with it: a loop of log messages must not grow the caller's
  // memory.
  const MemoryContext scratch =
      AllocSetContextCreate(CurrentMemoryContext, "plrust report", ALLOCSET_SMALL_SIZES);
  const MemoryContext caller = MemoryContextSwitchTo(scratch);
  plrust::handler::raise_report(plrust::handler::current_callee(), report);
  MemoryContextSwitchTo(caller);
  MemoryContextDelete(scratch);
}
