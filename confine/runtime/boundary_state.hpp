// SPDX-License-Identifier: PostgreSQL
// Inside the run time: what the boundary's assembly, the signal handlers and the C++ side share. All of it is
// host memory that confined code cannot reach.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "confine/runtime/boundary.hpp"
#include "confine/runtime/hooks.hpp"
#include "confine/runtime/instance.hpp"
#include "confine/runtime/machine_context.hpp"

#define PLRUST_HIDDEN __attribute__((visibility("hidden")))

namespace plrust::confine {

inline constexpr std::size_t kMaxFrames = 256;
inline constexpr std::size_t kMaxGates = 128;

// The offsets are repeated in the assembly and checked in boundary.cpp.
struct Frame {
  Instance* instance;
  std::uint64_t stack_pointer;  // the host's, after the boundary saved its registers
  std::uint64_t native;         // the confined one, when the frame's code last called a gate or was stopped
  std::uint64_t usp;            // what the instance's region-stack pointer was before this call
};

// volatile: shared with signal handlers on the same thread.
struct BoundaryState {
  volatile std::uint64_t depth;
  volatile std::uint64_t armed;  // the timer is running
  std::uint64_t base;            // of the region in effect; 0: none
  std::uint64_t resume_pc;       // where a stopped call goes on
  std::uint64_t resume_sp;
  std::uint64_t xsave_bytes;
  std::array<Frame, kMaxFrames> frames;
};

struct EnterResult {
  Instance* instance;
  std::uint64_t native;
};

extern "C" {
PLRUST_HIDDEN extern BoundaryState plrust_boundary;
PLRUST_HIDDEN extern std::array<const void*, kMaxGates> plrust_gate_targets;
// Called by the assembly.
PLRUST_HIDDEN EnterResult plrust_enter_slow(Instance* instance, std::uint64_t stack_pointer);
PLRUST_HIDDEN void plrust_return_slow();
PLRUST_HIDDEN void plrust_arm();
PLRUST_HIDDEN void plrust_after_host_call(std::uint64_t depth);
PLRUST_HIDDEN void plrust_stop();
[[noreturn]] PLRUST_HIDDEN void plrust_land();
// In the assembly: only addresses.
PLRUST_HIDDEN void plrust_land_stub();
PLRUST_HIDDEN void plrust_stop_stub();
PLRUST_HIDDEN extern char plrust_gates[];
PLRUST_HIDDEN extern char plrust_guarded_copy_end[];
PLRUST_HIDDEN extern char plrust_guarded_copy_failed[];
// Copies like memcpy; true, or false when a fault on one of the two sides was in `plrust_copy_region`.
PLRUST_HIDDEN bool plrust_guarded_copy(void* destination, const void* source, std::uint64_t length);
PLRUST_HIDDEN extern std::uint64_t plrust_copy_region;
}

// Of a gate stub.
inline constexpr std::size_t kGateBytes = 16;

// The exit that is on its way to Hooks::leave(); filled by whoever ends the call.
Exit& pending_exit() noexcept;
const Hooks& hooks() noexcept;
Counters& mutable_counters() noexcept;
// Begins a new exit of this kind in pending_exit().
Exit& begin_exit(ExitKind kind) noexcept;

// leave_misuse("<what> <problem>").
[[noreturn]] void leave_misuse_about(const char* what, const char* problem);

// Makes `base` the region in effect.
void activate(std::uint64_t base) noexcept;
// A region goes away: it is in effect no longer.
void forget_region(std::uint64_t base) noexcept;

// The address that an import of `function` is bound to: a memory helper itself, or the gate in front of it.
// Throws Error when there are no gates left.
std::uint64_t import_address(const void* function);

// Whether `pc` is in one of the memory helpers (region_memory.cpp): their section holds nothing else.
bool is_memory_helper(std::uint64_t pc) noexcept;

// Gives this thread a signal stack of sufficient size, unless it has one. Throws Error.
void make_alternate_stack();
// Takes the signals of faults, unless it has them.
void install_fault_handlers() noexcept;

// Makes the return from a signal handler go to the stop stub instead of the code of `frame`.
void redirect_to_stop(MachineContext context, const Frame& frame) noexcept;
int tick_signal_number() noexcept;
// True if the signal was raised to go on after a stop, and `context` is now that of the stopped code.
bool finish_stop(MachineContext context) noexcept;

inline Frame* top_frame() noexcept {
  const std::uint64_t depth = plrust_boundary.depth;
  return depth == 0 ? nullptr : &plrust_boundary.frames[depth - 1];
}
inline bool is_confined(std::uint64_t pc) noexcept {
  return plrust_boundary.base != 0 && pc - plrust_boundary.base < kRegionSize;
}
// Host stack below the top frame that signal handlers may continue on.
inline std::uint64_t landing_stack(const Frame& frame) noexcept {
  return (frame.stack_pointer - 64) & ~15ULL;
}

// What boundary.cpp may touch of an instance.
struct InstanceAccess {
  static InstanceHead& head(Instance& instance) noexcept { return instance.head_; }
  static Instance*& next_released(Instance& instance) noexcept { return instance.next_released_; }
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the private destructor keeps unique_ptr's deleter out
  static void destroy(Instance* instance) noexcept { delete instance; }
};

}  // namespace plrust::confine
