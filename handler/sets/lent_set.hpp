// SPDX-License-Identifier: PostgreSQL
// A set in the memory of an instance, of which the host knows the address that it was given and nothing else.
// It is asked for only as long as the memory is what it was.
#pragma once

#include <cstdint>

#include "confine/abi.hpp"
#include "confine/runtime/boundary.hpp"
#include "handler/callee.hpp"

namespace plrust::handler {

class LentSet {
 public:
  LentSet() = default;
  // The set that a call of the callee returned.
  LentSet(const Callee& owner, std::uint64_t address) noexcept
      : owner_(&owner), loads_(owner.loads), resets_(owner.instance->resets()), address_(address) {}

  std::uint64_t address() const noexcept { return address_; }
  const Callee* owner() const noexcept { return owner_; }
  // False once the instance was left by an error, made new or replaced: then the set must not be asked.
  bool is_there() const noexcept {
    if (unlikely(confine::frame_depth() != 0)) {
      // What died unnoticed makes its instance dirty now, and not when the set is asked.
      confine::drop_dead_frames(__builtin_frame_address(0));
    }
    return is_untouched();
  }
  // The same right after a call has returned.
  bool is_untouched() const noexcept {
    const std::uint64_t changes = instance_changes;
    if (likely(seen_ == changes)) {
      return true;
    }
    const bool is_untouched = is_same_memory() && !owner_->instance->is_dirty();
    seen_ = is_untouched ? changes : 0;
    return is_untouched;
  }
  // Nobody will ask it again, nor drop it: the instance goes, with all that the set holds.
  void give_up() const noexcept;

 private:
  bool is_same_memory() const noexcept {
    return owner_ != nullptr && owner_->loads == loads_ && owner_->instance->resets() == resets_;
  }

  const Callee* owner_ = nullptr;
  std::uint64_t loads_ = 0;
  std::uint64_t resets_ = 0;
  std::uint64_t address_ = 0;
  mutable std::uint64_t seen_ = 0;  // instance_changes when the set was last found untouched; 0: it was not
};

// Whether the call of a function returned a set; raises what is an error.
bool has_set(const Callee& callee, confine::CallResult result);
// Whether a set answered with a value; raises what is no answer.
bool has_next(const Callee& callee, confine::CallResult result);

// 55000: the set is not there any more.
[[noreturn]] void raise_lost(const Callee& callee);

}  // namespace plrust::handler
