// SPDX-License-Identifier: PostgreSQL
// The functions of a role, in one region, that have an argument of type internal. What one of them allocates
// for a state, another grows and frees, so they share a heap: memory that the host grants and zeroes, and
// whose address each of them is told at each call (pallocator/rust/alloc.rs). Hence they also fail together:
// when one is left by an error nobody knows what the heap holds, so all states are lost, and all members
// start anew. Code that is replaced stays, with its data, for as long as there are states that may point into
// it.
#pragma once

#include <cstdint>
#include <vector>

#include "handler/callee.hpp"
#include "handler/loaded_instance.hpp"
#include "handler/states/state.hpp"

namespace plrust::handler {

inline constexpr std::uint64_t kArenaBytes = 4096;  // SHARED_BYTES of pallocator/rust/alloc.rs

class StateFamily {
 public:
  explicit StateFamily(confine::Region& region) noexcept : region_(region) {}
  StateFamily(const StateFamily&) = delete;
  StateFamily& operator=(const StateFamily&) = delete;

  // What the next leave() and join() need. Throws Error.
  void make_room();
  // A callee that was just loaded; one whose code is about to be replaced.
  void join(Callee& callee) noexcept;
  void leave(Callee& callee) noexcept;

  // Before a call of a member, as the family's role: finds out whether states were lost, and drops those that
  // were abandoned, which runs code of members. For code between PostgreSQL frames; raises by ereport.
  void prepare();

  // States of another epoch are lost.
  std::uint64_t epoch() const noexcept { return epoch_; }
  // The address of the heap in the region.
  std::uint64_t heap() const noexcept { return heap_; }

  // How many states there are that are not dropped yet.
  void count(std::int64_t change) noexcept { states_ += change; }
  // Nobody has the state's datum any more: the value is dropped before the next call of a member.
  void abandon(State& state) noexcept;

  // Whether a call of a member is active that may use the heap.
  bool is_active() const noexcept;

  // Gives back a block that another member was granted. False: none was.
  bool release(std::uint64_t block, std::uint64_t size) noexcept;

 private:
  struct Member {
    Callee* callee;
    std::uint64_t loads;
    std::uint64_t resets;
  };

  static Member current(Callee& callee) noexcept;
  static bool is_changed(const Member& member) noexcept;
  void check();
  void lose();
  void start_anew();
  void retire();
  void drop_abandoned();
  void forget_old();

  confine::Region& region_;
  std::vector<Member> members_;
  std::uint64_t checked_ = 0;  // instance_changes, when the members were last looked at
  std::uint64_t epoch_ = 1;
  std::uint64_t heap_ = 0;
  std::int64_t states_ = 0;
  State* abandoned_ = nullptr;
  // Code of members that was replaced: states may point into it.
  std::vector<LoadedInstance> replaced_;
  // What calls that are still active go on with, after the states were lost.
  std::vector<LoadedInstance> retired_;
  std::vector<std::uint64_t> retired_heaps_;
};

// The family of a region, made when there is none, with room for one to leave and join. Throws Error.
StateFamily& state_family(RoleRegion& region);

// For the code that called a host function: gives back a block that one it shares a heap with was granted.
bool release_shared(std::uint64_t block, std::uint64_t size) noexcept;

}  // namespace plrust::handler
