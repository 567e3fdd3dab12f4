// SPDX-License-Identifier: PostgreSQL
// What confined code names by numbers: results, plans, cursors, errors. A number has a generation, so that
// one whose thing is gone is never taken for another, and belongs to an instance and to a call of it.
#pragma once

#include <cstdint>

#include "confine/runtime/instance.hpp"
#include "handler/pg.hpp"
#include "handler/spi/frames.hpp"

namespace plrust::handler::spi {

enum class HandleKind : std::uint8_t { none, result, plan, cursor, error };

// A handle of the running call for the thing, which it owns from now on. Raises 54000 when there are too
// many.
std::uint64_t add_handle(HandleKind kind, void* thing);

// The thing that the running call's instance means, which must be of that kind. If there is no such thing,
// raises 55000 for results, which go by themselves, and leaves with a misuse for others: no frame above may
// own anything.
void* find_handle(std::uint64_t handle, HandleKind kind);
// The handle is no longer good; the thing is the caller's.
void* take_handle(std::uint64_t handle, HandleKind kind);

// The handle stays good when the call ends, until it is taken, or its instance forgotten.
void keep_handle(std::uint64_t handle);

// Frees what the handle names, closes cursors; does nothing if it is not good (any more). May raise.
void close_handle(std::uint64_t handle);
void close_handles(Frame& frame);
// The same for a frame that died: what PostgreSQL cleans up itself is left alone.
void drop_handles(Frame& frame) noexcept;

// What the instance kept goes: its memory is made new, or it goes itself.
void forget_kept_handles(const confine::Instance* instance) noexcept;

// Results do not outlive the transaction or subtransaction that they were made in.
void drop_results_of_transaction() noexcept;
void drop_results_of_subtransaction(SubTransactionId id) noexcept;
void give_results_to_parent(SubTransactionId id, SubTransactionId parent) noexcept;

}  // namespace plrust::handler::spi
