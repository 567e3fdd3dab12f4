// SPDX-License-Identifier: PostgreSQL
// A call of confined code that ends in an error leaves its frame on the run time's chain. Frames belong to
// the transaction or subtransaction they were entered in, so its abort is where they are known to be dead.
#include "handler/runtime_hooks.hpp"

#include "confine/runtime/boundary.hpp"
#include "handler/boundary.hpp"
#include "handler/callee.hpp"
#include "handler/compiler.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi/frames.hpp"
#include "handler/spi/handles.hpp"

namespace plrust::handler {

namespace {

// Where a subtransaction started on the chain of frames.
struct SubtransactionStart {
  SubTransactionId id;
  std::uint64_t depth;
};
SubtransactionStart* starts = nullptr;
int start_count = 0;
int start_room = 0;

void drop_to(std::uint64_t depth) {
  if (confine::frame_depth() > depth) {
    note_dirty_instance();
  }
  confine::drop_frames_to(depth);
  spi::drop_calls_below(depth);
  release_dirty_heaps();
}

// A transaction ends. When that is the doing of a procedure that is running, what it reports to is on the
// stack of error contexts, and the frames further out live on; otherwise no frame does.
void drop_at_end_of_transaction() {
  start_count = 0;
  spi::drop_results_of_transaction();
  if (error_context_stack != nullptr) {
    confine::drop_dead_frames(__builtin_frame_address(0));
  }
  drop_to(error_context_stack != nullptr ? confine::frame_depth() : 0);
}

void remember_start(SubTransactionId id) {
  constexpr int kFirstRoom = 16;
  if (start_count == start_room) {
    const int room = start_room == 0 ? kFirstRoom : 2 * start_room;
    const Size bytes = sizeof(SubtransactionStart) * static_cast<Size>(room);
    starts = static_cast<SubtransactionStart*>(starts == nullptr ? MemoryContextAlloc(TopMemoryContext, bytes)
                                                                 : repalloc(starts, bytes));
    start_room = room;
  }
  starts[start_count++] = {id, confine::frame_depth()};
}

// The depth at the subtransaction's start; 0 for one that began before this library was loaded.
std::uint64_t forget_start(SubTransactionId id) {
  while (start_count > 0 && starts[start_count - 1].id >= id) {
    --start_count;
    if (starts[start_count].id == id) {
      return starts[start_count].depth;
    }
  }
  return 0;
}

void on_subtransaction(SubXactEvent event, SubTransactionId id, SubTransactionId parent, void* /*argument*/) {
  switch (event) {
    case SUBXACT_EVENT_START_SUB:
      remember_start(id);
      break;
    case SUBXACT_EVENT_ABORT_SUB:
      drop_to(forget_start(id));
      spi::drop_results_of_subtransaction(id);
      break;
    case SUBXACT_EVENT_COMMIT_SUB:
      forget_start(id);
      spi::give_results_to_parent(id, parent);
      break;
    case SUBXACT_EVENT_PRE_COMMIT_SUB:
      break;
  }
}

void on_transaction(XactEvent event, void* /*argument*/) {
  switch (event) {
    case XACT_EVENT_COMMIT:
    case XACT_EVENT_PARALLEL_COMMIT:
    case XACT_EVENT_ABORT:
    case XACT_EVENT_PARALLEL_ABORT:
    case XACT_EVENT_PREPARE:
      drop_at_end_of_transaction();
      break;
    case XACT_EVENT_PRE_COMMIT:
    case XACT_EVENT_PARALLEL_PRE_COMMIT:
    case XACT_EVENT_PRE_PREPARE:
      break;
  }
}

// At a stop of confined code. The error, if there is one, names the function.
void check_interrupts() {
  const ErrorContext context(current_callee());
  CHECK_FOR_INTERRUPTS();
}

// A dirty instance is made like new, or left to its callers further out if they are still in it.
confine::Instance* refresh(confine::Instance& instance) {
  Callee& callee = *static_cast<Callee*>(instance.owner());
  return enter([&callee, &instance]() -> confine::Instance* {
    if (callee.instance != &instance) {
      return callee.instance;
    }
    if (instance.is_active()) {
      replace_instance(callee);
    } else {
      spi::forget_kept_handles(&instance);
      instance.reset();
    }
    return callee.instance;
  });
}

}  // namespace

void start_runtime() {
  confine::Hooks hooks;
  hooks.leave = raise_exit;
  hooks.check_interrupts = check_interrupts;
  hooks.stack_is_too_deep = [] { return static_cast<bool>(stack_is_too_deep()); };
  hooks.refresh = refresh;
  hooks.dropped = [](std::uint64_t depth) noexcept {
    note_dirty_instance();
    spi::drop_calls_below(depth);
  };
  hooks.interrupt_pending = &InterruptPending;
  hooks.holdoff = {&InterruptHoldoffCount, &CritSectionCount, nullptr};
  confine::initialize(hooks);
}

void watch_transactions() {
  RegisterXactCallback(on_transaction, nullptr);
  RegisterSubXactCallback(on_subtransaction, nullptr);
  on_proc_exit([](int /*code*/, Datum /*argument*/) { abandon_compilation(); }, 0);
}

}  // namespace plrust::handler
