// SPDX-License-Identifier: PostgreSQL
// The way into confined code and every way out of it. One chain of frames per process, in host memory; single
// threaded, like a PostgreSQL backend.
//
// Confined code runs on its region's native stack. Its calls of host functions go through gates that run them
// on the host's own stack, right below the boundary's frame, and that wipe the registers on the way back. So
// the host never depends on how much stack confined code has left, and leaves nothing on it.
//
// A call that does not return ends in Hooks::leave() or in an error (longjmp) of a host function. Its frame
// is then dead; dead frames are recognised by drop_frames_to() (the host's transaction callbacks), and by
// their stack pointer when a call enters or a host function returns. The instance of a dead frame is dirty.
#pragma once

#include <chrono>
#include <cstdint>

#include "confine/abi.hpp"
#include "confine/runtime/hooks.hpp"
#include "confine/runtime/instance.hpp"

namespace plrust::confine {

// Prepares this process: signal handlers, alternate stack, timer. Idempotent; a process that was
// forked later prepares itself again. Must come before the first enter(). Throws Error.
void initialize(const Hooks& hooks);

// How often a running call is looked at; 10 ms unless told.
void set_tick_interval(std::chrono::microseconds interval);

// Calls plrust_entry(a, b, c). The hot path: no system call, no allocation. The caller's frame and those
// above it must own nothing that a longjmp would leak.
extern "C" CallResult plrust_enter(Instance* instance, std::uint64_t a, std::uint64_t b, std::uint64_t c);
inline CallResult enter(Instance& instance, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return plrust_enter(&instance, a, b, c);
}

// Number of frames on the chain: what a subtransaction remembers at its start.
std::uint64_t frame_depth() noexcept;
// Only for frames that will not run again. Frames above `depth` are dead: their instances become dirty,
// released ones are freed, the region of the frame that is on top afterwards is in effect again.
void drop_frames_to(std::uint64_t depth) noexcept;
// The same for the frames that were entered below a place on the host's stack, which has been left since.
void drop_dead_frames(const void* stack_address) noexcept;

// ---- for host functions ----

// The instance whose code called; never null inside a host function.
Instance& current_instance() noexcept;
// First thing in every host function that is not a leaf: leaves with stack_overflow when the stack is too
// deep. What must follow it (drop frames that an error below left behind, restore the region) is done by the
// gates.
void before_host_call();

// End the current call with ExitKind::misuse / abort / panic. No frame between here and the boundary may own
// anything. message: the first 8 KB count.
[[noreturn]] void leave_misuse(const char* message);
[[noreturn]] void leave_abort();
// Region addresses and lengths as the module gave them.
[[noreturn]] void leave_panic(std::uint64_t message, std::uint64_t message_length, std::uint64_t file,
                              std::uint64_t file_length, std::uint32_t line, std::uint32_t column);

// Counters since the start of the process; for tests and statistics.
struct Counters {
  std::uint64_t ticks, stops, retries, arms, disarms, faults, region_switches;
};
Counters counters() noexcept;

}  // namespace plrust::confine
