// SPDX-License-Identifier: PostgreSQL
// The way into confined code and every way out of it. One chain of frames per process, in host memory; single
// threaded, like a PostgreSQL backend.
//
// A call that does not return ends in Hooks::leave() or in an error (longjmp) of a host function. Its frame
// is then dead; dead frames are recognised by drop_frames_to() (the host's transaction callbacks), and by
// their stack pointer when a call enters or a host function returns. The instance of a dead frame is dirty.
#pragma once

#include <cstdint>

#include "confine/abi.hpp"
#include "confine/runtime/hooks.hpp"
#include "confine/runtime/instance.hpp"

namespace plrust::confine {

// Prepares this process: signal handlers, alternate stack, timer, stack limit. Idempotent; a process that was
// forked later prepares itself again. Must come before the first enter(). Throws Error.
void initialize(const Hooks& hooks);

// Calls plrust_entry(a, b, c). The hot path: no system call, no allocation. The caller's frame and those
// above it must own nothing that a longjmp would leak.
extern "C" CallResult plrust_enter(Instance* instance, std::uint64_t a, std::uint64_t b, std::uint64_t c);
inline CallResult enter(Instance& instance, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return plrust_enter(&instance, a, b, c);
}

// Number of frames on the chain: what a subtransaction remembers at its start.
std::uint64_t frame_depth() noexcept;
// Frames above `depth` are dead: their instances become dirty, released ones are freed, the region of the
// frame that is on top afterwards is in effect again.
void drop_frames_to(std::uint64_t depth) noexcept;

// ---- for host functions ----

// The instance whose code called; never null inside a host function.
Instance& current_instance() noexcept;
// First thing in every host function that is not a leaf: leaves with stack_overflow when the stack is too
// deep.
void before_host_call();
// Last thing before it returns: drops frames that an error below it left behind, and restores the region.
void after_host_call() noexcept;

// Ends the current call with ExitKind::misuse / panic / abort. They switch to the boundary's stack first, so
// no frame between here and the boundary may own anything.
[[noreturn]] void leave_misuse(const char* message);
[[noreturn]] void leave_abort();
// Addresses and lengths as the module gave them.
[[noreturn]] void leave_panic(std::uint64_t message, std::uint64_t message_length, std::uint64_t file,
                              std::uint64_t file_length, std::uint32_t line, std::uint32_t column);

// Counters since the start of the process; for tests and statistics.
struct Counters {
  std::uint64_t ticks, stops, retries, arms, disarms, faults, room_exits, region_switches;
};
Counters counters() noexcept;

}  // namespace plrust::confine
