// SPDX-License-Identifier: PostgreSQL
// What running confined calls have to do with queries: a connection to SPI, scratch memory, handles. One
// record for each depth of the chain of frames. A call that ends orderly gives everything back in
// end_calls_below(); what belongs to a frame that died is dropped, and PostgreSQL cleans up its own side.
#pragma once

#include <cstdint>

#include "confine/runtime/boundary.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {
struct Window;
}

namespace plrust::handler::spi {

struct Plan;

struct Frame {
  bool is_connected = false;
  bool is_nonatomic = false;        // a procedure that may end the transaction
  TriggerData* trigger = nullptr;   // whose transition tables queries see
  const Window* window = nullptr;   // that the call is for
  const Plan* executing = nullptr;  // must not be freed now
  std::uint32_t first_handle = 0;   // of those that belong to the call; 0: none
  MemoryContext scratch = nullptr;  // for one host call at a time; kept from call to call
};

// Not 0: the depth of the deepest call that has something to give back. One load tells a call that ends.
extern std::uint64_t deepest_frame;

// Before a call enters that may end transactions, or that is a trigger's or a window function's: what its
// frame will be told.
void begin_call(bool is_nonatomic, TriggerData* trigger, const Window* window = nullptr);

// After a call has returned to its handler: closes its cursors, frees its results and plans, disconnects.
// May raise.
void end_calls_below(std::uint64_t depth);
inline void after_call() {
  if (unlikely(deepest_frame != 0)) {
    end_calls_below(confine::frame_depth());
  }
}

// Enters confined code, and gives back what the call had. May raise.
inline confine::CallResult enter(confine::Instance& instance, std::uint64_t a, std::uint64_t b,
                                 std::uint64_t operation) {
  const confine::CallResult result = confine::enter(instance, a, b, operation);
  after_call();
  return result;
}

// Frames deeper than `depth` have died, in an error.
void drop_calls_below(std::uint64_t depth) noexcept;

// The record of the call that a host function runs for.
Frame& current_frame();
// The record of a depth up to deepest_frame.
Frame& frame_at(std::uint64_t depth) noexcept;

// Connects the running call to SPI, unless it is.
void connect(Frame& frame);

// A closure's frame sees what the one around it does.
void inherit(const Frame& outer);

// For as long as a host function runs: the current memory context is scratch, emptied at the end. Does
// nothing at its end that an error would have to make up for.
class Scratch {
 public:
  explicit Scratch(Frame& frame);
  ~Scratch() {
    MemoryContextSwitchTo(caller_);
    MemoryContextReset(scratch_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  MemoryContext scratch_;
  MemoryContext caller_;
};

}  // namespace plrust::handler::spi
