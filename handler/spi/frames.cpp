// SPDX-License-Identifier: PostgreSQL
#include "handler/spi/frames.hpp"

#include "handler/spi/handles.hpp"
#include "handler/spi/plans.hpp"

namespace plrust::handler::spi {

std::uint64_t deepest_frame = 0;

namespace {

// The run time allows no more frames than this.
constexpr std::size_t kMaxDepth = 1024;
Frame frames[kMaxDepth + 1];

Frame& use_frame(std::uint64_t depth) {
  if (depth > kMaxDepth) {
    ereport(ERROR, (errcode(ERRCODE_STATEMENT_TOO_COMPLEX), errmsg("PL/Rust calls are nested too deeply")));
  }
  deepest_frame = std::max(deepest_frame, depth);
  return frames[depth];
}

// What is left in the record is for the next call at this depth.
void clear(Frame& frame) noexcept {
  const MemoryContext scratch = frame.scratch;
  frame = Frame{};
  frame.scratch = scratch;
}

// SPI_finish() brings back the context that was current when the call connected; it may be gone.
void disconnect(Frame& frame) {
  const MemoryContext caller = CurrentMemoryContext;
  frame.is_connected = false;
  SPI_finish();
  MemoryContextSwitchTo(caller);
}

}  // namespace

void begin_call(bool is_nonatomic, TriggerData* trigger, const Window* window) {
  // Frames that died unnoticed must not be counted.
  confine::drop_dead_frames(__builtin_frame_address(0));
  Frame& frame = use_frame(confine::frame_depth() + 1);
  frame.is_nonatomic = is_nonatomic;
  frame.trigger = trigger;
  frame.window = window;
}

void end_calls_below(std::uint64_t depth) {
  while (deepest_frame > depth) {
    Frame& frame = frames[deepest_frame];
    close_handles(frame);
    if (frame.is_connected) {
      disconnect(frame);
    }
    clear(frame);
    --deepest_frame;
  }
}

void drop_calls_below(std::uint64_t depth) noexcept {
  while (deepest_frame > depth) {
    Frame& frame = frames[deepest_frame];
    drop_handles(frame);
    const Plan* const executing = std::exchange(frame.executing, nullptr);
    if (executing != nullptr) {
      free_unused(executing);
    }
    if (frame.scratch != nullptr) {
      MemoryContextReset(frame.scratch);
    }
    clear(frame);
    --deepest_frame;
  }
}

Frame& current_frame() {
  return use_frame(confine::frame_depth());
}

Frame& frame_at(std::uint64_t depth) noexcept {
  return frames[depth];
}

void connect(Frame& frame) {
  if (frame.is_connected) {
    return;
  }
  const MemoryContext caller = CurrentMemoryContext;
  SPI_connect_ext(frame.is_nonatomic ? SPI_OPT_NONATOMIC : 0);
  frame.is_connected = true;
  if (frame.trigger != nullptr) {
    // While the connection's own context is current: what this allocates is used by all queries of the
    // call, and the caller's context is emptied after the first.
    SPI_register_trigger_data(frame.trigger);
  }
  MemoryContextSwitchTo(caller);
}

void inherit(const Frame& outer) {
  TriggerData* const trigger = outer.trigger;
  const Window* const window = outer.window;
  if (trigger != nullptr || window != nullptr) {
    Frame& frame = use_frame(confine::frame_depth() + 1);
    frame.trigger = trigger;
    frame.window = window;
  }
}

Scratch::Scratch(Frame& frame) {
  if (frame.scratch == nullptr) {
    frame.scratch = AllocSetContextCreate(TopMemoryContext, "plrust query", ALLOCSET_DEFAULT_SIZES);
  }
  scratch_ = frame.scratch;
  caller_ = MemoryContextSwitchTo(scratch_);
}

}  // namespace plrust::handler::spi
