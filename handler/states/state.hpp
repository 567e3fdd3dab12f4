// SPDX-License-Identifier: PostgreSQL
// States of aggregates: what PostgreSQL holds as a datum of type internal is the address of one of these
// records, which the host made and which say where in a region the Rust value is. A datum is never believed:
// find_state() knows the addresses of all records, and reads none that is not among them.
#pragma once

#include <cstdint>

#include "confine/runtime/instance.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

class StateFamily;

struct State {
  std::uint64_t address;  // in the region; the maker's code gave it, and takes it back
  StateFamily* family;
  std::uint64_t epoch;       // of the family, when it was made
  confine::Instance* maker;  // whose code drops it
  MemoryContext context;     // with which it goes
  MemoryContextCallback forgotten;
  State* next;   // of the abandoned ones, or of the unused ones
  bool is_live;  // the datum is good
};

// A record that goes with the context; then the value is abandoned (StateFamily). Raises by ereport.
State& make_state(MemoryContext context, StateFamily& family, confine::Instance& maker,
                  std::uint64_t address);
// The same value, from now on in another context; the old record is no longer good.
State& move_state(State& state, MemoryContext context);
// The record that a datum is the address of; null if there is none.
State* find_state(Datum datum) noexcept;
// The value is dropped, or lost: the record may be used again.
void free_state(State& state) noexcept;

}  // namespace plrust::handler
