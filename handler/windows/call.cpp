// SPDX-License-Identifier: PostgreSQL
#include "handler/windows/call.hpp"

#include "confine/runtime/boundary.hpp"
#include "handler/argument_block.hpp"
#include "handler/call.hpp"
#include "handler/spi/frames.hpp"
#include "handler/states/family.hpp"

namespace plrust::handler {

namespace {

WindowObject window_object(FunctionCallInfo fcinfo, const Callee& callee) {
  const auto object = reinterpret_cast<WindowObject>(fcinfo->context);
  if (!WindowObjectIsValid(object)) {
    ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                    errmsg("PL/Rust function \"%s\" can only be called as a window function",
                           callee.display_name.c_str())));
  }
  return object;
}

// The partition's value; NULL: there is none yet.
EncodedValue value_of(const Window& window) {
  EncodedValue cell;
  const State* const state = *window.value;
  cell.is_null = state == nullptr;
  if (state != nullptr && state->epoch != window.epoch) {
    ereport(ERROR,
            (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
             errmsg("what the window function keeps of its partition is lost"),
             errdetail("A function of this role that keeps such values or states of aggregates was left by "
                       "an error after the partition began."),
             errcontext("PL/Rust function \"%s\"", window.callee->display_name.c_str())));
  }
  cell.bits = state != nullptr ? state->address : 0;
  return cell;
}

}  // namespace

Datum call_window(FunctionCallInfo fcinfo, Callee& callee) {
  Window window{window_object(fcinfo, callee), fcinfo, &callee, nullptr, nullptr, 0};
  callee.states->prepare();
  window.value = static_cast<State**>(WinGetPartitionLocalMemory(window.object, sizeof(void*)));
  window.epoch = callee.states->epoch();
  EncodedValue cells[2];
  cells[0].bits = callee.states->heap();
  cells[1] = value_of(window);
  const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const ArgumentBlock block = write_arguments(callee, cells, std::size(cells), frame);
  window.instance = callee.instance;
  spi::begin_call(false, nullptr, &window);
  const confine::CallResult result = spi::enter(*window.instance, block.address, 0, 0);
  return plrust_convert_result(fcinfo, &callee, result);
}

}  // namespace plrust::handler
