// SPDX-License-Identifier: PostgreSQL
// Records lie in blocks of our own, not in PostgreSQL's contexts: so a datum can be looked up by its address,
// and an abandoned value is still known when its context is gone.
#include "handler/states/state.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "handler/states/family.hpp"

namespace plrust::handler {

namespace {

constexpr std::size_t kFirstBlock = 64;
constexpr std::size_t kLastBlock = 4096;

struct Block {
  std::unique_ptr<State[]> states;
  std::size_t count;
};

// By address.
std::vector<Block>& blocks() {
  static auto& list = *new std::vector<Block>;
  return list;
}
State* first_unused = nullptr;
std::size_t used_count = 0;

void link_unused(const Block& block) noexcept {
  for (std::size_t i = block.count; i-- > 0;) {
    block.states[i].next = first_unused;
    first_unused = &block.states[i];
  }
}

bool add_block() noexcept try {
  std::vector<Block>& all = blocks();
  const std::size_t count = std::min(kFirstBlock << std::min<std::size_t>(all.size(), 6), kLastBlock);
  Block block{std::make_unique<State[]>(count), count};
  link_unused(block);
  const auto place = std::ranges::upper_bound(all, block.states.get(), std::less<>{},
                                              [](const Block& other) { return other.states.get(); });
  all.insert(place, std::move(block));
  return true;
} catch (const std::bad_alloc&) {
  return false;
}

// After a query with many groups.
void keep_one_block() noexcept {
  std::vector<Block>& all = blocks();
  if (all.size() > 1) {
    all.erase(all.begin() + 1, all.end());
    first_unused = nullptr;
    link_unused(all.front());
  }
}

State& take_record() {
  if (first_unused == nullptr && !add_block()) {
    ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
                    errdetail("There is no room for another state of an aggregate.")));
  }
  ++used_count;
  return *std::exchange(first_unused, first_unused->next);
}

// PostgreSQL is done with the context. No code of the function may run here: this may be the end of a
// transaction that failed.
void forget(void* argument) {
  State& state = *static_cast<State*>(argument);
  if (std::exchange(state.is_live, false)) {
    state.family->abandon(state);
  } else {
    free_state(state);
  }
}

}  // namespace

State& make_state(MemoryContext context, StateFamily& family, confine::Instance& maker,
                  std::uint64_t address) {
  State& state = take_record();
  state = {address, &family, family.epoch(), &maker, context, {forget, &state, nullptr}, nullptr, true};
  MemoryContextRegisterResetCallback(context, &state.forgotten);
  family.count(1);
  return state;
}

State& move_state(State& state, MemoryContext context) {
  State& moved = make_state(context, *state.family, *state.maker, state.address);
  state.is_live = false;
  return moved;
}

State* find_state(Datum datum) noexcept {
  const auto* const address = reinterpret_cast<const std::byte*>(DatumGetPointer(datum));
  const std::vector<Block>& all = blocks();
  const auto above = std::ranges::upper_bound(all, address, std::less<>{}, [](const Block& block) {
    return reinterpret_cast<const std::byte*>(block.states.get());
  });
  if (above == all.begin()) {
    return nullptr;
  }
  const Block& block = above[-1];
  const auto offset =
      static_cast<std::size_t>(address - reinterpret_cast<const std::byte*>(block.states.get()));
  if (offset >= block.count * sizeof(State) || offset % sizeof(State) != 0) {
    return nullptr;
  }
  State& state = block.states[offset / sizeof(State)];
  return state.is_live ? &state : nullptr;
}

void free_state(State& state) noexcept {
  state.family->count(-1);
  state.is_live = false;
  state.next = first_unused;
  first_unused = &state;
  if (--used_count == 0) {
    keep_one_block();
  }
}

}  // namespace plrust::handler
