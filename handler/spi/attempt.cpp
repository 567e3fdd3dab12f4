// SPDX-License-Identifier: PostgreSQL
// A subtransaction around a closure of confined code. Errors do not unwind confined frames: the closure runs
// in a frame of its own, entered by a nested call. When it dies, its frame and those below are dropped, the
// subtransaction is rolled back, and the call around it goes on with the handle of the error. No destructor
// of the closure ran; what it had allocated stays allocated until the instance is made new.
#include "confine/abi.hpp"
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "handler/callee.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi/caught_error.hpp"
#include "handler/spi/frames.hpp"
#include "handler/spi/handles.hpp"

namespace confine = plrust::confine;
namespace handler = plrust::handler;
namespace spi = plrust::handler::spi;

namespace {

constexpr std::uint64_t kKeep = 0;
constexpr std::uint64_t kRollBack = 1;

// What PostgreSQL's error handling is given back on both ways out.
struct Surroundings {
  MemoryContext context;
  ResourceOwner owner;
  sigjmp_buf* exceptions;
  ErrorContextCallback* callbacks;
};

Surroundings surroundings() noexcept {
  return {CurrentMemoryContext, CurrentResourceOwner, PG_exception_stack, error_context_stack};
}

void restore(const Surroundings& before) noexcept {
  MemoryContextSwitchTo(before.context);
  CurrentResourceOwner = before.owner;
}

// Runs the closure and ends the subtransaction as it says.
std::uint64_t run(confine::Instance& instance, std::uint64_t closure, std::uint64_t depth) {
  spi::inherit(spi::frame_at(depth));
  const confine::CallResult result = confine::enter(instance, closure, 0, confine::kOperationRunClosure);
  spi::end_calls_below(depth);
  const bool is_keep = result.tag == 0 && result.value == kKeep;
  if (is_keep) {
    ReleaseCurrentSubTransaction();
  } else {
    RollbackAndReleaseCurrentSubTransaction();
  }
  return is_keep ? kKeep : kRollBack;
}

// The closure's error, with everything that it did undone; raised again if it is none to be caught.
std::uint64_t recover(confine::Instance& instance, const Surroundings& before) {
  MemoryContextSwitchTo(before.context);
  spi::CaughtError* const error = spi::take_error();
  RollbackAndReleaseCurrentSubTransaction();
  restore(before);
  if (!spi::can_be_caught(*error->data, instance)) {
    // Raising copies it.
    const MemoryContext parent = CurrentMemoryContext;
    MemoryContextSetParent(error->context, parent);
    ReThrowError(error->data);
  }
  error->raiser = spi::raiser_of(*error->data, instance);
  return spi::add_handle(spi::HandleKind::error, error);
}

}  // namespace

std::uint64_t plrust_import_spi_attempt(std::uint64_t closure) {
  confine::before_host_call();
  confine::Instance& instance = confine::current_instance();
  const std::uint64_t depth = confine::frame_depth();
  spi::current_frame();
  const bool was_dirty = instance.is_dirty();
  const Surroundings before = surroundings();
  handler::last_raised = {};
  BeginInternalSubTransaction(nullptr);
  MemoryContextSwitchTo(before.context);
  // The closure runs in the memory that its call is running in, whatever became of other calls of it.
  instance.set_dirty(false);
  // NOLINTNEXTLINE(cppcoreguidelines-init-variables): set on each way
  volatile std::uint64_t outcome;
  sigjmp_buf here;
  if (sigsetjmp(here, 0) == 0) {
    PG_exception_stack = &here;
    outcome = run(instance, closure, depth);
    PG_exception_stack = before.exceptions;
    error_context_stack = before.callbacks;
    restore(before);
  } else {
    PG_exception_stack = before.exceptions;
    error_context_stack = before.callbacks;
    outcome = recover(instance, before);
  }
  instance.set_dirty(was_dirty);
  if (was_dirty) {
    handler::note_dirty_instance();
  }
  return outcome;
}
