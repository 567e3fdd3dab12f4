// SPDX-License-Identifier: PostgreSQL
// Calls of window functions. They have no arguments but what they ask for (host_window.cpp), and may keep a
// value for each partition: a State, which goes with the partition.
#pragma once

#include "handler/callee.hpp"
#include "handler/pg.hpp"
#include "handler/states/state.hpp"

namespace plrust::handler {

// What a running call of a window function is for; its frame knows it (handler/spi/frames.hpp).
struct Window {
  WindowObject object;
  FunctionCallInfo fcinfo;
  const Callee* callee;
  confine::Instance* instance;
  State** value;        // of the partition: in its memory; holds null as long as there is none
  std::uint64_t epoch;  // of the callee's family, when the call began
};

// For code between PostgreSQL frames; raises by ereport: 55000 when the function is not called as a window
// function, or the partition's value is lost.
Datum call_window(FunctionCallInfo fcinfo, Callee& callee);

}  // namespace plrust::handler
