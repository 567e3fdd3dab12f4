// SPDX-License-Identifier: PostgreSQL
#include "handler/states/family.hpp"

#include <algorithm>
#include <cstring>

#include "confine/runtime/boundary.hpp"
#include "handler/boundary.hpp"
#include "handler/role_region.hpp"
#include "handler/spi/frames.hpp"
#include "handler/spi/handles.hpp"

namespace plrust::handler {

StateFamily::Member StateFamily::current(Callee& callee) noexcept {
  return {&callee, callee.loads, callee.instance->resets()};
}

bool StateFamily::is_changed(const Member& member) noexcept {
  const Callee& callee = *member.callee;
  return callee.loads != member.loads || callee.instance->resets() != member.resets ||
         callee.instance->is_dirty();
}

bool StateFamily::is_active() const noexcept {
  const auto member_is_active = [](const Member& member) { return member.callee->instance->is_active(); };
  const auto old_is_active = [](const LoadedInstance& old) { return old->is_active(); };
  return std::ranges::any_of(members_, member_is_active) || std::ranges::any_of(replaced_, old_is_active) ||
         std::ranges::any_of(retired_, old_is_active);
}

void StateFamily::make_room() {
  if (heap_ == 0) {
    heap_ = region_.grant(kArenaBytes);
    if (heap_ == 0) {
      throw Error(ERRCODE_OUT_OF_MEMORY, "the memory of PL/Rust functions is used up");
    }
  }
  members_.reserve(members_.size() + 1);
  replaced_.reserve(replaced_.size() + 1);
}

void StateFamily::join(Callee& callee) noexcept {
  members_.push_back(current(callee));
  callee.states = this;
}

void StateFamily::leave(Callee& callee) noexcept {
  replaced_.push_back(std::move(callee.loaded));
  std::erase_if(members_, [&callee](const Member& member) { return member.callee == &callee; });
  callee.states = nullptr;
}

void StateFamily::prepare() {
  if (unlikely(confine::frame_depth() != 0)) {
    // What died unnoticed makes its instance dirty now.
    confine::drop_dead_frames(__builtin_frame_address(0));
  }
  check();
  if (unlikely(abandoned_ != nullptr)) {
    drop_abandoned();
    check();
  }
  if (unlikely(states_ == 0 && !(replaced_.empty() && retired_.empty()))) {
    forget_old();
  }
}

void StateFamily::check() {
  if (likely(checked_ == instance_changes)) {
    return;
  }
  const std::uint64_t changes = instance_changes;
  const auto is_dirty = [](const LoadedInstance& replaced) { return replaced->is_dirty(); };
  if (std::ranges::any_of(members_, is_changed) || std::ranges::any_of(replaced_, is_dirty)) {
    enter([this] { lose(); });
  }
  checked_ = changes;
}

void StateFamily::lose() {
  ++epoch_;
  if (is_active()) {
    retire();
  } else {
    start_anew();
  }
  for (Member& member : members_) {
    member = current(*member.callee);
  }
}

// No call is active that knows what was.
void StateFamily::start_anew() {
  for (const Member& member : members_) {
    confine::Instance& instance = *member.callee->instance;
    spi::forget_kept_handles(&instance);
    instance.reset();
  }
  replaced_.clear();
  retired_.clear();
  for (const std::uint64_t heap : retired_heaps_) {
    region_.release(heap, kArenaBytes);
  }
  retired_heaps_.clear();
  std::memset(region_.host_pointer(heap_), 0, kArenaBytes);
}

// An active call of one member may use what any of them was granted: all of it stays until none is active.
void StateFamily::retire() {
  const std::uint64_t fresh = region_.grant(kArenaBytes);
  if (fresh == 0) {
    throw Error(ERRCODE_OUT_OF_MEMORY, "the memory of PL/Rust functions is used up");
  }
  retired_heaps_.push_back(std::exchange(heap_, fresh));
  retired_.reserve(retired_.size() + replaced_.size() + members_.size());
  std::ranges::move(replaced_, std::back_inserter(retired_));
  replaced_.clear();
  for (const Member& member : members_) {
    LoadedInstance old = std::move(member.callee->loaded);
    try {
      replace_instance(*member.callee);
    } catch (...) {
      member.callee->loaded = std::move(old);
      throw;
    }
    retired_.push_back(std::move(old));
  }
}

void StateFamily::abandon(State& state) noexcept {
  if (state.epoch != epoch_) {
    free_state(state);
    return;
  }
  state.next = abandoned_;
  abandoned_ = &state;
}

// Its blocks are in the heap, so the heap goes with it.
void StateFamily::forget_old() {
  if (!is_active()) {
    enter([this] { lose(); });
  }
}

void StateFamily::drop_abandoned() {
  while (abandoned_ != nullptr) {
    State& state = *std::exchange(abandoned_, abandoned_->next);
    const std::uint64_t address = state.address;
    const bool is_there = state.epoch == epoch_;
    confine::Instance& maker = *state.maker;
    free_state(state);
    if (is_there) {
      spi::enter(maker, address, 0, confine::kOperationDropState);
    }
  }
}

bool StateFamily::release(std::uint64_t block, std::uint64_t size) noexcept {
  const auto releases = [block, size](const LoadedInstance& loaded) {
    return loaded->heap().release(block, size);
  };
  return std::ranges::any_of(members_,
                             [&](const Member& member) { return releases(member.callee->loaded); }) ||
         std::ranges::any_of(replaced_, releases) || std::ranges::any_of(retired_, releases);
}

bool release_shared(std::uint64_t block, std::uint64_t size) noexcept {
  StateFamily* const family = current_callee().states;
  return family != nullptr && family->release(block, size);
}

StateFamily& state_family(RoleRegion& region) {
  if (region.states == nullptr) {
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): regions of roles are never destroyed
    region.states = new StateFamily(*region.region);
  }
  region.states->make_room();
  return *region.states;
}

}  // namespace plrust::handler
