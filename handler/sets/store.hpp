// SPDX-License-Identifier: PostgreSQL
// Sets that are kept as a whole, while the function's call lasts.
#pragma once

#include "confine/abi.hpp"
#include "handler/callee.hpp"
#include "handler/pg.hpp"
#include "handler/sets/lent_set.hpp"
#include "handler/values/row_form.hpp"

namespace plrust::handler {

// Where the values of a set go, as the caller wants them: a tuple store of the query, which is the result.
// Before the function is called. Raises by ereport when the caller takes no set.
class SetStore {
 public:
  SetStore(FunctionCallInfo fcinfo, const Callee& callee);

  // Asks confined code for all values of the set that a call gave, and keeps them.
  // An error on the way makes the instance dirty: the set, and all that it holds, is in its memory.
  void fill(FunctionCallInfo fcinfo, const Callee& callee, std::uint64_t set);

 private:
  bool put_next(FunctionCallInfo fcinfo, const Callee& callee, std::uint64_t set);
  void put(FunctionCallInfo fcinfo, const Callee& callee, confine::CallResult result);

  // As they were when the function was called: code that runs for a value may replace the function.
  const TypeInfo* declared_;
  bool gives_rows_;
  RowTypes row_;
  Tuplestorestate* store_;
  Datum* values_;
  bool* nulls_;
};

}  // namespace plrust::handler
