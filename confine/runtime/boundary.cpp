// SPDX-License-Identifier: PostgreSQL
// The chain of frames. The assembly handles the one case that is hot: a call at depth 0 of a clean instance
// in the region in effect. Everything else comes here. The rule that keeps it sound: while confined code
// runs, its frame is the top one, and the region in effect is its region. Calls, returns, gates, stops and
// landings each restore it.
#include "confine/runtime/boundary.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/error.hpp"
#include "confine/runtime/boundary_state.hpp"
#include "confine/runtime/region_base.hpp"

namespace plrust::confine {

extern "C" {
BoundaryState plrust_boundary{};
std::array<const void*, kMaxGates> plrust_gate_targets{};
}

static_assert(offsetof(BoundaryState, depth) == 0 && offsetof(BoundaryState, armed) == 8 &&
              offsetof(BoundaryState, base) == 16 && offsetof(BoundaryState, resume_pc) == 24 &&
              offsetof(BoundaryState, resume_sp) == 32 && offsetof(BoundaryState, xsave_bytes) == 40 &&
              offsetof(BoundaryState, frames) == 48);
static_assert(sizeof(Frame) == 1 << 5 && offsetof(Frame, instance) == 0 &&
              offsetof(Frame, stack_pointer) == 8 && offsetof(Frame, native) == 16);
static_assert(offsetof(InstanceHead, entry) == 0 && offsetof(InstanceHead, usp) == 8 &&
              offsetof(InstanceHead, stack_top) == 16 && offsetof(InstanceHead, blocked) == 24 &&
              offsetof(InstanceHead, base) == 32 && offsetof(InstanceHead, native_top) == 40);
static_assert(sizeof(CallResult) == 16 && sizeof(EnterResult) == 16, "both come back in two registers");

namespace {

// What a nested call keeps clear of below the frames of the call around it.
constexpr std::uint64_t kRedZone = 128;
constexpr std::uint64_t kMinNative = std::uint64_t{64} << 10;
constexpr std::uint64_t kMinRegionStack = std::uint64_t{64} << 10;

Instance* released_instances = nullptr;
std::size_t used_gates = 0;

std::uint64_t region_of(const Frame& frame) noexcept {
  return frame.instance->region().base();
}

// Ends a call that has no frame yet, or none any more.
[[noreturn]] void refuse_call(ExitKind kind, const char* message) {
  Exit& exit = begin_exit(kind);
  std::strncpy(exit.message.data(), message, exit.message.size() - 1);
  hooks().leave(exit);
  std::abort();  // leave() must not return: there is nothing to return to
}

void pop_frame() noexcept {
  const std::uint64_t depth = plrust_boundary.depth - 1;
  const Frame& frame = plrust_boundary.frames[depth];
  if (depth != 0) {
    *InstanceAccess::head(*frame.instance).usp = frame.usp;
  }
  plrust_boundary.depth = depth;
}

// Leaves the effects that code further out relies on as they were before the dropped calls.
void drop_to(std::uint64_t depth) noexcept {
  const bool is_drop = plrust_boundary.depth > depth;
  while (plrust_boundary.depth > depth) {
    top_frame()->instance->mark_dirty();
    pop_frame();
  }
  if (is_drop && hooks().dropped != nullptr) {
    hooks().dropped(depth);
  }
  if (const Frame* top = top_frame()) {
    activate(region_of(*top));
  }
}

// The stack grows down: a frame at or below the place is gone.
void drop_dead(std::uint64_t stack_pointer) noexcept {
  while (top_frame() != nullptr && top_frame()->stack_pointer <= stack_pointer) {
    drop_to(plrust_boundary.depth - 1);
  }
}

void free_released() noexcept {
  Instance** link = &released_instances;
  while (*link != nullptr) {
    Instance* instance = *link;
    Instance*& next = InstanceAccess::next_released(*instance);
    if (instance->is_active()) {
      link = &next;
    } else {
      *link = next;
      InstanceAccess::destroy(instance);
    }
  }
}

Instance* clean_instance(Instance* instance) {
  if (!instance->is_dirty()) {
    return instance;
  }
  if (hooks().refresh != nullptr) {
    instance = hooks().refresh(*instance);
  } else if (!instance->is_active()) {
    try {
      instance->reset();
    } catch (const Error&) {
      instance = nullptr;
    }
  }
  if (instance == nullptr || instance->is_dirty()) {
    refuse_call(ExitKind::resource, "the function was left by an error and its call is still active");
  }
  return instance;
}

// Where the two stacks of a call start: below those of the nearest call in the same region, which is
// suspended in a gate or a stop. Its region-stack pointer is what confined code left in its own memory.
struct Stacks {
  std::uint64_t native;
  std::uint64_t usp;
};
Stacks stacks_for(Instance& instance) {
  const InstanceHead& head = InstanceAccess::head(instance);
  for (std::uint64_t i = plrust_boundary.depth; i-- > 0;) {
    const Frame& frame = plrust_boundary.frames[i];
    if (region_of(frame) != head.base) {
      continue;
    }
    const std::uint64_t native = (frame.native - kRedZone - kStackArgumentPad) & ~std::uint64_t{15};
    if (native - instance.region().native_low() < kMinNative ||
        native - instance.region().native_low() > kNativeStackBytes) {
      refuse_call(ExitKind::stack_overflow, "the native stack of confined code is used up");
    }
    const std::uint64_t offset = *InstanceAccess::head(*frame.instance).usp & (kRegionSize - 1);
    if (offset < kStackBegin + kMinRegionStack || offset > kStackEnd) {
      refuse_call(ExitKind::stack_overflow, "the region stack is used up");
    }
    return {native, head.base | ((offset - 256) & ~std::uint64_t{63})};
  }
  return {head.native_top, head.stack_top};
}

}  // namespace

void activate(std::uint64_t base) noexcept {
  if (plrust_boundary.base != base) {
    set_region_base(base);
    plrust_boundary.base = base;
    ++mutable_counters().region_switches;
  }
}

void forget_region(std::uint64_t base) noexcept {
  if (plrust_boundary.base == base) {
    plrust_boundary.base = 0;
  }
}

std::uint64_t frame_depth() noexcept {
  return plrust_boundary.depth;
}

void drop_frames_to(std::uint64_t depth) noexcept {
  drop_to(depth);
  free_released();
}

void drop_dead_frames(const void* stack_address) noexcept {
  drop_dead(reinterpret_cast<std::uint64_t>(stack_address));
  free_released();
}

Instance& current_instance() noexcept {
  return *top_frame()->instance;
}

void before_host_call() {
  if (hooks().stack_is_too_deep != nullptr && hooks().stack_is_too_deep()) {
    begin_exit(ExitKind::stack_overflow);
    plrust_land();
  }
}

void InstanceDeleter::operator()(Instance* instance) const noexcept {
  if (instance->is_active()) {
    InstanceAccess::next_released(*instance) = released_instances;
    released_instances = instance;
  } else {
    InstanceAccess::destroy(instance);
  }
}

extern "C" EnterResult plrust_enter_slow(Instance* instance, std::uint64_t stack_pointer) {
  drop_dead(stack_pointer);
  instance = clean_instance(instance);
  free_released();
  const std::uint64_t depth = plrust_boundary.depth;
  if (depth >= kMaxFrames) {
    refuse_call(ExitKind::stack_overflow, "confined calls are nested too deeply");
  }
  if (depth != 0 && hooks().stack_is_too_deep != nullptr && hooks().stack_is_too_deep()) {
    refuse_call(ExitKind::stack_overflow, "no stack is left for a nested call");
  }
  const Stacks stacks = stacks_for(*instance);
  std::uint64_t* usp = InstanceAccess::head(*instance).usp;
  plrust_boundary.frames[depth] = {instance, stack_pointer, stacks.native, *usp};
  plrust_boundary.depth = depth + 1;
  *usp = stacks.usp;
  activate(instance->region().base());
  if (plrust_boundary.armed == 0) {
    plrust_arm();
  }
  return {instance, stacks.native};
}

extern "C" void plrust_return_slow() {
  pop_frame();
  if (const Frame* top = top_frame()) {
    activate(region_of(*top));
  }
}

extern "C" void plrust_after_host_call(std::uint64_t depth) {
  drop_to(depth);
  if (plrust_boundary.depth != depth) {
    refuse_call(ExitKind::resource, "the host dropped the frame of a call that is still active");
  }
}

extern "C" void plrust_stop() {
  const std::uint64_t depth = plrust_boundary.depth;
  if (hooks().check_interrupts == nullptr) {
    begin_exit(ExitKind::interrupted);
    plrust_land();
  }
  hooks().check_interrupts();
  plrust_after_host_call(depth);
}

// The call of the top frame is over. Its instance stays allocated until the next call or drop, because the
// exit that is handed out names it.
extern "C" void plrust_land() {
  Exit& exit = pending_exit();
  exit.instance = top_frame()->instance;
  drop_to(plrust_boundary.depth - 1);
  hooks().leave(exit);
  std::abort();
}

std::uint64_t import_address(const void* function) {
  if (is_memory_helper(reinterpret_cast<std::uint64_t>(function))) {
    return reinterpret_cast<std::uint64_t>(function);
  }
  const auto begin = plrust_gate_targets.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(used_gates);
  const auto index = static_cast<std::size_t>(std::find(begin, end, function) - begin);
  if (index == kMaxGates) {
    throw Error("no gate is left for another host function");
  }
  if (index == used_gates) {
    plrust_gate_targets[used_gates++] = function;
  }
  return reinterpret_cast<std::uint64_t>(plrust_gates) + index * kGateBytes;
}

}  // namespace plrust::confine
