// SPDX-License-Identifier: PostgreSQL
// A table of slots. A handle is a slot's generation and its number; the generation goes up each time that the
// slot is given out. Slots of one call are linked, so that its end finds them without looking at the others.
#include "handler/spi/handles.hpp"

#include "handler/callee.hpp"
#include "handler/spi/caught_error.hpp"
#include "handler/spi/cursors.hpp"
#include "handler/spi/plans.hpp"
#include "handler/spi/results.hpp"

namespace plrust::handler::spi {

namespace {

constexpr std::uint32_t kMaxSlots = 1U << 14;
constexpr unsigned kSlotBits = 32;

struct Slot {
  HandleKind kind;
  std::uint32_t generation;
  std::uint32_t depth;  // of the call; 0: kept
  std::uint32_t next;   // of the call, or free; 0: none
  std::uint32_t previous;
  SubTransactionId subtransaction;
  const confine::Instance* instance;
  void* thing;
};

// Number 0 stays unused.
Slot* slots = nullptr;
std::uint32_t slot_count = 1;
std::uint32_t slot_room = 0;
std::uint32_t first_free = 0;
std::uint32_t used_count = 0;
std::uint32_t first_kept = 0;

std::uint32_t& list_of(const Slot& slot) noexcept {
  return slot.depth == 0 ? first_kept : frame_at(slot.depth).first_handle;
}

void link(std::uint32_t number) noexcept {
  Slot& slot = slots[number];
  std::uint32_t& first = list_of(slot);
  slot.previous = 0;
  slot.next = first;
  if (first != 0) {
    slots[first].previous = number;
  }
  first = number;
}

void unlink(std::uint32_t number) noexcept {
  Slot& slot = slots[number];
  if (slot.previous != 0) {
    slots[slot.previous].next = slot.next;
  } else {
    list_of(slot) = slot.next;
  }
  if (slot.next != 0) {
    slots[slot.next].previous = slot.previous;
  }
}

void make_room() {
  constexpr std::uint32_t kFirstRoom = 32;
  if (slot_count < slot_room) {
    return;
  }
  const std::uint32_t room = slot_room == 0 ? kFirstRoom : 2 * slot_room;
  if (room > kMaxSlots) {
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                    errmsg("PL/Rust functions hold too many results, plans and cursors"),
                    errhint("Drop them when they have been used.")));
  }
  const Size bytes = sizeof(Slot) * room;
  slots = static_cast<Slot*>(slots == nullptr ? MemoryContextAllocZero(TopMemoryContext, bytes)
                                              : repalloc(slots, bytes));
  std::memset(static_cast<void*>(slots + slot_count), 0, sizeof(Slot) * (room - slot_count));
  slot_room = room;
}

std::uint32_t take_slot() {
  if (first_free != 0) {
    return std::exchange(first_free, slots[first_free].next);
  }
  make_room();
  return slot_count++;
}

// 0: the handle names nothing that the running call's instance has.
std::uint32_t number_of(std::uint64_t handle, HandleKind kind) noexcept {
  const auto number = static_cast<std::uint32_t>(handle);
  if (number == 0 || number >= slot_count) {
    return 0;
  }
  const Slot& slot = slots[number];
  const bool is_good = slot.kind != HandleKind::none && slot.generation == handle >> kSlotBits &&
                       (kind == HandleKind::none || slot.kind == kind) &&
                       slot.instance == &confine::current_instance();
  return is_good ? number : 0;
}

std::uint32_t number_or_leave(std::uint64_t handle, HandleKind kind) {
  const std::uint32_t number = number_of(handle, kind);
  if (number == 0 && kind == HandleKind::result) {
    ereport(
        ERROR,
        (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
         errmsg("the rows of a query are not there any more"),
         errhint("They go with the call, and with the transaction or subtransaction that the query ran in."),
         errcontext("PL/Rust function \"%s\"", current_callee().display_name.c_str())));
  }
  if (number == 0) {
    confine::leave_misuse("a handle does not name a result, plan, cursor or error that the call has");
  }
  return number;
}

struct Released {
  HandleKind kind;
  void* thing;
};

Released release(std::uint32_t number) noexcept {
  unlink(number);
  Slot& slot = slots[number];
  const Released released{slot.kind, slot.thing};
  slot.kind = HandleKind::none;
  slot.thing = nullptr;
  slot.next = first_free;
  first_free = number;
  --used_count;
  return released;
}

void free_thing(const Released& released) noexcept {
  switch (released.kind) {
    case HandleKind::result:
      free_result(static_cast<Result*>(released.thing));
      break;
    case HandleKind::plan:
      release_plan(static_cast<Plan*>(released.thing));
      break;
    case HandleKind::error:
      free_error(static_cast<CaughtError*>(released.thing));
      break;
    case HandleKind::cursor:
      forget_cursor(static_cast<Cursor*>(released.thing));
      break;
    case HandleKind::none:
      break;
  }
}

void close(std::uint32_t number) {
  const Released released = release(number);
  if (released.kind == HandleKind::cursor) {
    close_cursor(static_cast<Cursor*>(released.thing));
  } else {
    free_thing(released);
  }
}

template <typename Condition>
void drop_results(Condition condition) noexcept {
  for (std::uint32_t number = 1; used_count != 0 && number < slot_count; ++number) {
    if (slots[number].kind == HandleKind::result && condition(slots[number])) {
      free_thing(release(number));
    }
  }
}

}  // namespace

std::uint64_t add_handle(HandleKind kind, void* thing) {
  const std::uint32_t number = take_slot();
  Slot& slot = slots[number];
  slot.kind = kind;
  ++slot.generation;
  slot.depth = static_cast<std::uint32_t>(confine::frame_depth());
  slot.subtransaction = GetCurrentSubTransactionId();
  slot.instance = &confine::current_instance();
  slot.thing = thing;
  link(number);
  ++used_count;
  return number | std::uint64_t{slot.generation} << kSlotBits;
}

void* find_handle(std::uint64_t handle, HandleKind kind) {
  return slots[number_or_leave(handle, kind)].thing;
}

void* take_handle(std::uint64_t handle, HandleKind kind) {
  return release(number_or_leave(handle, kind)).thing;
}

void keep_handle(std::uint64_t handle) {
  const std::uint32_t number = number_or_leave(handle, HandleKind::plan);
  unlink(number);
  slots[number].depth = 0;
  link(number);
}

void close_handle(std::uint64_t handle) {
  const std::uint32_t number = number_of(handle, HandleKind::none);
  if (number != 0) {
    close(number);
  }
}

void close_handles(Frame& frame) {
  while (frame.first_handle != 0) {
    close(frame.first_handle);
  }
}

void drop_handles(Frame& frame) noexcept {
  while (frame.first_handle != 0) {
    free_thing(release(frame.first_handle));
  }
}

void forget_kept_handles(const confine::Instance* instance) noexcept {
  for (std::uint32_t number = first_kept; number != 0;) {
    const std::uint32_t next = slots[number].next;
    if (slots[number].instance == instance) {
      free_thing(release(number));
    }
    number = next;
  }
}

void drop_results_of_transaction() noexcept {
  drop_results([](const Slot& /*slot*/) { return true; });
}

void drop_results_of_subtransaction(SubTransactionId id) noexcept {
  drop_results([id](const Slot& slot) { return slot.subtransaction >= id; });
}

void give_results_to_parent(SubTransactionId id, SubTransactionId parent) noexcept {
  for (std::uint32_t number = 1; used_count != 0 && number < slot_count; ++number) {
    if (slots[number].kind != HandleKind::none && slots[number].subtransaction == id) {
      slots[number].subtransaction = parent;
    }
  }
}

}  // namespace plrust::handler::spi
